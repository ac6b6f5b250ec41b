# The overlay that makes local packages editable.
{
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    hasContext
    storeDir
    stringLength
    substring
    ;

  # The local packages that can be editable; uv installs those so that do not say when they are.
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
      isInStore = hasContext editableRoot || substring 0 (stringLength storeDir) editableRoot == storeDir;
    in
    if members != [ ] && isInStore then
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
      in
      if present == [ ] && members != [ ] then
        # The other overlay refuses to come after this one.
        { uvnixEditableOverlays = prev.uvnixEditableOverlays or [ ] ++ [ lock.lockHash ]; }
      else
        prev.pkgs.lib.genAttrs present (name: prev.${name}.override { inherit editableRoot; });
  isLate =
    prev:
    !(elem lock.lockHash (prev.uvnixEditableOverlays or [ ]))
    || fail "early_overlay" ''
      the overlay of mkEditablePyprojectOverlay comes too early: it has no packages to change.
      Apply it after the overlay of mkPyprojectOverlay.'';
}
