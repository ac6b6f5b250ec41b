# The overlay that makes local packages editable.
{
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    hasContext
    listToAttrs
    storeDir
    stringLength
    substring
    ;

  # The local packages that can be editable, and those that uv installs so.
  isFolder = data: data ? folder && data.editable or "" != "never";
  folders = filter (name: isFolder lock.packages.${name}) (attrNames lock.packages);
  mkEditablePyprojectOverlay =
    {
      root ? lock.root,
      members ? filter (name: !(lock.packages.${name} ? editable)) folders,
    }:
    let
      unknown = filter (name: !(elem name folders)) members;
      editableRoot = toString root;
    in
    if
      members != [ ]
      && (hasContext editableRoot || substring 0 (stringLength storeDir) editableRoot == storeDir)
    then
      fail "root_in_store" ''
        the root of editable packages must be a folder that you can edit, but ${editableRoot} is in the Nix store.
        Pass a string with a variable of the development shell: root = "$REPO_ROOT";''
    else if unknown != [ ] then
      fail "not_editable" ''
        ${concatStringsSep ", " unknown} cannot be made editable. Only local packages with a pyproject.toml can:
          ${concatStringsSep "\n  " folders}''
    else
      _: prev:
      let
        present = filter (name: prev ? ${name}) members;
        editable = name: {
          inherit name;
          value = prev.${name}.override { inherit editableRoot; };
        };
        # The other overlay refuses to come after this one.
        early = prev.uvnixEditableOverlays or { } // {
          ${lock.lockHash} = null;
        };
      in
      if present == [ ] && members != [ ] then
        { uvnixEditableOverlays = early; }
      else
        listToAttrs (map editable present);
}
