# The arguments of the function that makes the overlay.
whole:
let
  inherit (whole) lock call command;
  file = lock.root + "/${lock.lockFile}";
  unseen = whole.warn "unseen_lock" ''
    warning: cannot check whether uv.nix is up to date: evaluation does not see ${lock.lockFile}.
    Run `git add ${lock.lockFile}`, or turn the check off: `${call} { checkFreshness = false; }`.'';
  # A flake does not contain a lock file that git does not track.
  isFresh =
    if builtins.pathExists file then builtins.hashFile "sha256" file == lock.lockHash else unseen true;
in
{
  inherit isFresh;

  refuseMarkers =
    environ:
    environ == { }
    || whole.fail "environ" ''
      `environ` cannot change ${builtins.concatStringsSep ", " (builtins.attrNames environ)}: markers are evaluated when uv.nix is generated.
      Set them in [tool.uvnix.environments] markers = { … }, or run `${command} --marker NAME=VALUE`.'';

  # The function that makes the overlay: `packagesOf` takes the whole of a package set, and `complete` an overlay of
  # these packages.
  overlayOf =
    { packagesOf, complete }:
    {
      sourcePreference ? "wheel",
      dependencies ? null,
      # Versions of local packages that compute their version at build time, by name.
      versions ? { },
      # Replaces the full version of the interpreter, by another patch release of it.
      pythonVersion ? null,
      environ ? { },
      checkFreshness ? true,
      root ? null,
    }@arguments:
    if root != null then
      (whole.at root).${call} (removeAttrs arguments [ "root" ])
    else if sourcePreference != "wheel" && sourcePreference != "sdist" then
      whole.fail "source_preference" ''sourcePreference must be "wheel" or "sdist", not "${toString sourcePreference}"''
    else
      assert whole.refuseMarkers environ;
      assert dependencies == null || whole.known dependencies;
      complete (
        final: prev:
        if checkFreshness && !isFresh then
          whole.fail "out_of_date" ''
            uv.nix is out of date: ${lock.lockFile} changed after it was generated.
            Run `${command}`.''
        else
          packagesOf (
            whole.within {
              inherit
                final
                prev
                sourcePreference
                dependencies
                versions
                pythonVersion
                ;
            }
          )
      );
}
