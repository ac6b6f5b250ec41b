# Local packages, installed as they are or as links to their folders.
{
  inherit (builtins) intersectAttrs mapAttrs;

  ofFolder =
    context: name: data:
    localSource data
    // {
      buildInputs = darwinInputs;
    }
    // (
      if context.editableRoot or null != null then
        editable context name data
      else
        built context data { tools = toolsOf name data; }
    );
  editable =
    context: name: data:
    let
      needed = data.build-system or { } // data.editable-build-system or { };
      hook = context.pyprojectEditableHook or final.pyprojectEditableHook;
      attributes = built (context // { pyprojectHook = hook; }) data {
        tools = toolsOf name (
          if data ? editable-build-environment then
            data // { build-environment = data.editable-build-environment; }
          else if data ? editable-build-system then
            { build-system = needed; }
          else
            data
        );
      };
    in
    attributes
    // (if data ? makes-modules then madeModules attributes else { })
    // {
      EDITABLE_ROOT =
        if data.folder == "." then context.editableRoot else "${context.editableRoot}/${data.folder}";
      # Some editable packages are rebuilt on import, and need their build requirements at run time. These need not
      # be packages of the set, and those of the set can lack an extra.
      passthru.dependencies = mapAttrs extrasOf (intersectAttrs final needed) // data.dependencies or { };
    };
}
