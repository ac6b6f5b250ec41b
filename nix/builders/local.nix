# Local packages, installed as they are or as links to their folders.
{
  inherit (builtins) intersectAttrs mapAttrs;

  ofFolder =
    context: name: data:
    let
      given = context.editableRoot;
      root = if builtins.isAttrs given then given.${name} or null else given;
      needed = data.build-system or { }; # without editable-build-system
      needed = data.build-system or { } // data.editable-build-system or { }; # with editable-build-system
      recipe = # with editable-builds
        if root == null then
          data
        else if data ? editable-build-environment then # with editable-build-environment
          data // { build-environment = data.editable-build-environment; }
        else if data ? editable-build-system then # with editable-build-system
          { build-system = needed; }
        else
          data;
      hook = if root == null then context.pyprojectHook else context.pyprojectEditableHook;
      attributes = {
        buildInputs = darwinInputs;
        nativeBuildInputs = [ hook ] ++ toolsOf name data; # without editable-builds
        nativeBuildInputs = [ hook ] ++ toolsOf name recipe; # with editable-builds
      }
      // localSource data
      // prepared data; # with prepared
      link = {
        EDITABLE_ROOT = if data.folder == "." then root else "${root}/${data.folder}";
        # Some editable packages are rebuilt on import, and need their build requirements at run time. These need not
        # be packages of the set, and those of the set can lack an extra.
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
}
