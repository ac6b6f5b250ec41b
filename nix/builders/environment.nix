# The environment of a package set: the names under which the data has facts about its interpreter and platform.
{
  inherit (builtins) concatStringsSep elem;

  # From the previous set: the final set's Python depends on this result.
  platform = prev.stdenv.hostPlatform;
  libc = if platform.isMusl or false then "musl" else "glibc";
  kernel = if platform.isDarwin then "darwin" else "linux";
  system = platform.system + (if libc == "musl" then "-musl" else "");
  release = builtins.replaceStrings [ "." ] [ "" ] prev.python.pythonVersion;
  free = if elem "cp${release}t" (prev.python.pythonABITags or [ ]) then "t" else "";
  tags.cpython = "cp";
  tags.pypy = "pp";
  # Wheels are listed by minor version: they do not depend on the patch release.
  minor = (tags.${prev.python.implementation} or prev.python.implementation) + release + free;
  # Wheels are listed by them. All packages share these strings.
  onKernel = "${minor}-${kernel}";
  onSystem = "${minor}-${system}";
  environment = onSystem; # without splits
  environment = "${interpreter}-${system}"; # with splits

  # The version of macOS in a stdenv. As in uv2nix, that of the target platform: its manual sets it there.
  # A set for the build platform of a cross compilation has another target.
  macosOf =
    { hostPlatform, targetPlatform, ... }:
    (if targetPlatform.system == hostPlatform.system then targetPlatform else hostPlatform)
    .darwinSdkVersion;
  # Returns the stdenv, or throws if its libc or macOS is too old for the wheels.
  checked =
    stdenv:
    let
      setting = if kernel == "darwin" then "macos" else libc;
      what = if kernel == "darwin" then "macOS" else libc;
      found = if kernel == "darwin" then macosOf stdenv else stdenv.cc.libc.version;
    in
    if builtins.compareVersions found lock.${setting} >= 0 then
      stdenv
    else
      fail "old_platform" ''
        the wheels in ${generated} may need ${what} ${lock.${setting}}, but this package set has ${what} ${found}.
        Set `${setting} = "${found}"` in [tool.uvnix.environments], and run `${command}`, or run `${command} --${setting} ${found}`.'';
  # Throws if the file was not generated for this environment, even if all packages are pure Python.
  isSupported =
    elem environment lock.environments
    || fail "other_environment" ''
      ${generated} was not generated for ${environment}, only for
        ${concatStringsSep "\n  " lock.environments}
      If requires-python (${lock.requires-python}) excludes this Python, use another interpreter for this package set.${otherRelease}
      Otherwise add it: run `${command} --python ${minor} --system ${system}`, with further `--python` and `--system` for the other environments that you use.'';
  otherRelease = ""; # without splits
}
