# Whether the lock file is the one that this file was made from.
{
  inherit (builtins)
    attrNames
    concatStringsSep
    head
    match
    ;

  lock = data; # without other-repository
  # The file, if it has the usual name, and how commands name its lock file.
  generated = "${head (match "(.*)[.].*" lock.lockFile)}.nix";
  lockArgument = if lock.lockFile == "uv.lock" then "" else " ${lock.lockFile}";
  # A flake does not contain a lock file that git does not track.
  isFreshIn =
    root:
    if builtins.pathExists (root + "/${lock.lockFile}") then
      builtins.hashFile "sha256" (root + "/${lock.lockFile}") == lock.lockHash
    else
      warn "unseen_lock"
        ''
          warning: cannot check whether ${generated} is up to date: evaluation does not see ${lock.lockFile}.
          Run `git add ${lock.lockFile}`, or turn the check off: `${call} { checkFreshness = false; }`.''
        true;
  isFresh = isFreshIn lock.root;
  refuseMarkers =
    environ:
    environ == { }
    || fail "environ" ''
      `environ` cannot change ${concatStringsSep ", " (attrNames environ)}: markers are evaluated when ${generated} is generated.
      Set them in [tool.uvnix.environments] markers = { … }, or run `${command} --marker NAME=VALUE`.'';
}
