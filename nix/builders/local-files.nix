# Files next to the lock file.
whole:
let
  inherit (builtins)
    elemAt
    hashFile
    isString
    match
    split
    ;
  inherit (whole) lock;

  # Throws if a local file does not have its locked hash.
  checked =
    file:
    let
      parts = match "([a-z0-9]+):(.*)" file.hash;
      algorithm = elemAt parts 0;
      found = hashFile algorithm (lock.root + "/${file.path}");
    in
    !(file ? hash)
    || found == elemAt parts 1
    || whole.fail "other_hash" ''
      ${file.path} does not have the hash in ${lock.lockFile}: expected ${file.hash}, got ${algorithm}:${found}.
      Restore the file; if the change is intended, run `uv lock`, then generate again.'';
in
{
  localFile =
    file:
    assert checked file;
    let
      path = lock.root + "/${file.path}";
      name = baseNameOf (toString path);
    in
    if match "[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]*" name != null then
      path
    else
      builtins.path {
        inherit path;
        name = whole.storeName name;
      };
}
