# Files next to the lock file.
{
  inherit (builtins) match;

  # Throws if a local file does not have its locked hash.
  hasItsHash =
    file:
    let
      parts = match "([a-z0-9]+):(.*)" file.hash;
      algorithm = builtins.elemAt parts 0;
      found = builtins.hashFile algorithm (place + "/${file.path}");
    in
    !(file ? hash)
    || found == builtins.elemAt parts 1
    || fail "other_hash" ''
      ${file.path} does not have the hash in ${lock.lockFile}: expected ${file.hash}, got ${algorithm}:${found}.
      Restore the file; if the change is intended, run `uv lock`, then generate again.'';
  localFile =
    file:
    assert hasItsHash file;
    let
      path = place + "/${file.path}";
      name = baseNameOf (toString path);
    in
    if match "[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]*" name != null then
      path
    else
      builtins.path {
        inherit path;
        name = storeName name;
      };
}
