# Local packages, installed as they are or as links to their folders.
{
  inherit (builtins) intersectAttrs mapAttrs;

  ofFolder =
    context:
    let
      given = context.editableRoot;
      hook = [ context.pyprojectHook ];
      installed =
        { data, ... }@package:
        {
          buildInputs = darwinInputs;
          nativeBuildInputs = hook ++ toolsOf package;
          src = localSource data;
          ${if data ? meta then "meta" else null} = data.meta; # with meta
        }
        // prepared data; # with prepared
      linked =
        { name, data }@package:
        let
          root = if builtins.isAttrs given then given.${name} or null else given;
          needed = data.build-system or { }; # without editable-build-system
          needed = data.build-system or { } // data.editable-build-system or { }; # with editable-build-system
          recipe = # with editable-builds
            if data ? editable-build-environment then # with editable-build-environment
              data // { build-environment = data.editable-build-environment; }
            # Without a list that is locked for it, it is built with the tools of the set.
            else if data ? editable-build-system then # with editable-build-system
              {
                build-system = data.build-system or { };
                additions = data.editable-build-system;
              }
            else
              data;
          attributes = installed package;
          link = {
            nativeBuildInputs = [ context.pyprojectEditableHook ] ++ toolsOf package; # without editable-builds
            nativeBuildInputs = [ context.pyprojectEditableHook ] ++ toolsOf (package // { data = recipe; }); # with editable-builds
            EDITABLE_ROOT = if data.folder == "." then root else "${root}/${data.folder}";
            # Some editable packages are rebuilt on import, and need their build requirements at run time. These need
            # not be packages of the set, and those of the set can lack an extra.
            passthru.dependencies = intersectAttrs final needed // data.dependencies or { }; # without build-extras
            passthru.dependencies = mapAttrs extrasOf (intersectAttrs final needed) // data.dependencies or { }; # with build-extras
          };
        in
        if root == null then attributes else attributes // link; # without made-modules
        if root == null then # with made-modules
          attributes
        else if data ? makes-modules then # with made-modules
          attributes // madeModules attributes // link
        else # with made-modules
          attributes // link;
    in
    # In most package sets, nothing is linked.
    if given == { } then installed else linked;
}
