# The function that makes an overlay of the packages; `complete` adds what belongs to the backend.
{
  inherit (builtins)
    attrNames
    concatStringsSep
    hashFile
    head
    match
    pathExists
    ;

  # The file, if it has the usual name, and how commands name its lock file.
  generated = "${head (match "(.*)[.].*" lock.lockFile)}.nix";
  lockArgument = if lock.lockFile == "uv.lock" then "" else " ${lock.lockFile}";

  # A flake does not contain a lock file that git does not track.
  isFreshIn =
    root:
    if pathExists (root + "/${lock.lockFile}") then
      hashFile "sha256" (root + "/${lock.lockFile}") == lock.lockHash
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
  overlayOf =
    complete:
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
    }:
    let
      place = root.outPath or root;
      arguments = {
        inherit
          sourcePreference
          dependencies
          versions
          pythonVersion
          ;
        root = if root == null then lock.root else place;
      };
    in
    if sourcePreference != "wheel" && sourcePreference != "sdist" then
      fail "source_preference" ''sourcePreference must be "wheel" or "sdist", not "${toString sourcePreference}"''
    else
      assert refuseMarkers environ;
      assert dependencies == null || known dependencies;
      complete (
        final: prev:
        if checkFreshness && !(if root == null then isFresh else isFreshIn place) then
          fail "out_of_date" ''
            ${generated} is out of date: ${lock.lockFile} changed after it was generated.
            Run `${command}`.''
        else
          (within arguments final prev).packages
      );
}
