# Local packages that are installed as links to their folders.
whole:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    listToAttrs
    stringLength
    substring
    ;
  inherit (whole) lock final;

  # The local packages that can be editable, and those that uv installs so.
  isFolder = data: data ? folder && data.editable or "" != "never";
  folders = filter (name: isFolder lock.packages.${name}) (attrNames lock.packages);
  usual = filter (name: !(lock.packages.${name} ? editable)) folders;
in
{
  editable =
    context: name: data:
    let
      needed = data.build-system or { } // data.editable-build-system or { };
      hook = context.pyprojectEditableHook or final.pyprojectEditableHook;
      built = whole.built (context // { pyprojectHook = hook; }) data {
        tools = whole.toolsOf name (
          if data ? editable-build-environment then
            data // { build-environment = data.editable-build-environment; }
          else if data ? editable-build-system then
            { build-system = needed; }
          else
            data
        );
      };
    in
    built
    // (if data ? makes-modules then whole.madeModules built else { })
    // {
      EDITABLE_ROOT =
        if data.folder == "." then context.editableRoot else "${context.editableRoot}/${data.folder}";
      # Some editable packages are rebuilt on import, and need their build requirements at run time. These need not
      # be packages of the set, and those of the set can lack an extra.
      passthru.dependencies =
        builtins.mapAttrs whole.extrasOf (builtins.intersectAttrs final needed) // data.dependencies or { };
    };

  mkEditablePyprojectOverlay =
    {
      root ? lock.root,
      members ? usual,
    }:
    let
      unknown = filter (name: !(elem name folders)) members;
      editableRoot = toString root;
      store = builtins.storeDir;
    in
    if builtins.hasContext editableRoot || substring 0 (stringLength store) editableRoot == store then
      whole.fail "root_in_store" ''
        the root of editable packages must be a folder that you can edit, but ${editableRoot} is in the Nix store.
        Pass a string with a variable of the development shell: root = "$REPO_ROOT";''
    else if unknown != [ ] then
      whole.fail "not_editable" ''
        ${concatStringsSep ", " unknown} cannot be made editable. Only local packages with a pyproject.toml can:
          ${concatStringsSep "\n  " folders}''
    else
      _: prev:
      let
        present = filter (name: prev ? ${name}) members;
      in
      if present == [ ] && members != [ ] then
        # The other overlay refuses to come after this one.
        {
          uvnixEditableOverlays = prev.uvnixEditableOverlays or { } // {
            ${lock.lockHash} = null;
          };
        }
      else
        listToAttrs (
          map (name: {
            inherit name;
            value = prev.${name}.override { inherit editableRoot; };
          }) present
        );
}
