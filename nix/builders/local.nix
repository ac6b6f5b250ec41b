# Local packages, installed as they are or as links to their folders.
{
  inherit (builtins) intersectAttrs mapAttrs;

  ofFolder =
    context: name: data:
    let
      given = context.editableRoot;
      root = if builtins.isAttrs given then given.${name} or null else given;
      asCopy = {
        nativeBuildInputs = [ context.pyprojectHook ] ++ toolsOf name data;
      }
      // prepared data; # with prepared
    in
    localSource data
    // {
      buildInputs = darwinInputs;
    }
    // (if root == null then asCopy else asLink root context name data);
  asLink =
    root: context: name: data:
    let
      needed = data.build-system or { }; # without editable-build-system
      needed = data.build-system or { } // data.editable-build-system or { }; # with editable-build-system
      recipe = # with editable-builds
        if data ? editable-build-environment then # with editable-build-environment
          data // { build-environment = data.editable-build-environment; }
        else if data ? editable-build-system then # with editable-build-system
          { build-system = needed; }
        else
          data;
      tools = toolsOf name data; # without editable-builds
      tools = toolsOf name recipe; # with editable-builds
      attributes = {
        nativeBuildInputs = [ context.pyprojectEditableHook ] ++ tools;
      }
      // prepared data; # with prepared
    in
    attributes
    // (if data ? makes-modules then madeModules attributes else { }) # with made-modules
    // {
      EDITABLE_ROOT = if data.folder == "." then root else "${root}/${data.folder}";
      # Some editable packages are rebuilt on import, and need their build requirements at run time. These need not
      # be packages of the set, and those of the set can lack an extra.
      passthru.dependencies = intersectAttrs final needed // data.dependencies or { }; # without build-extras
      passthru.dependencies = mapAttrs extrasOf (intersectAttrs final needed) // data.dependencies or { }; # with build-extras
    };
}
