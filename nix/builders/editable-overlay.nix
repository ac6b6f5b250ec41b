# The overlay that makes local packages editable.
{
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    match
    ;

  # The local packages that can be editable; uv installs those so that do not say when they are.
  folders = filter (
    name: lock.packages.${name} ? folder && lock.packages.${name}.editable or "" != "never"
  ) (attrNames lock.packages);
  mkEditablePyprojectOverlay =
    {
      root ? lock.root,
      members ? filter (name: !(lock.packages.${name} ? editable)) folders,
    }:
    let
      unknown = filter (name: !(elem name folders)) members;
      editableRoot = toString root;
      isInStore =
        builtins.hasContext editableRoot || match "${builtins.storeDir}/.*" editableRoot != null;
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
      # Local packages look up their own name: the overlays can have any order.
      _: prev: {
        uvnixEditableRoots =
          prev.uvnixEditableRoots or { } // prev.pkgs.lib.genAttrs members (_: editableRoot);
      };
}
