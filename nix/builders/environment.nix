# The environment of a package set: the names under which the data has facts about its interpreter and
# platform. Throws if the file was not generated for them.
whole:
let
  inherit (builtins) compareVersions concatStringsSep elem;
  inherit (whole) lock command;
  # From the previous set: the final set's Python depends on this result.
  inherit (whole.prev) python stdenv;

  platform = stdenv.hostPlatform;
  isMusl = platform.isMusl or false;
  kernel = if platform.isDarwin then "darwin" else "linux";
  system = platform.system + (if isMusl then "-musl" else "");

  version = builtins.replaceStrings [ "." ] [ "" ] python.pythonVersion;
  isPyPy = python.implementation == "pypy";
  free = if elem "cp${version}t" (python.pythonABITags or [ ]) then "t" else "";
  minor =
    if isPyPy then
      "pp${version}"
    else if python.implementation == "cpython" then
      "cp${version}${free}"
    else
      "${python.implementation}${version}";
  interpreter = (whole.interpreterOf or (minor: minor)) minor;
  name = "${interpreter}-${system}";

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
      setting =
        if kernel == "darwin" then
          "macos"
        else if isMusl then
          "musl"
        else
          "glibc";
      what = if kernel == "darwin" then "macOS" else setting;
      found = if kernel == "darwin" then macosOf stdenv else stdenv.cc.libc.version;
    in
    if compareVersions found lock.${setting} < 0 then
      whole.fail "old_platform" ''
        the wheels in uv.nix may need ${what} ${lock.${setting}}, but this package set has ${what} ${found}.
        Set `${setting} = "${found}"` in [tool.uvnix.environments], and run `${command}`, or run `${command} --${setting} ${found}`.''
    else
      stdenv;
in
{
  environment =
    if elem name lock.environments then
      builtins.seq (checked stdenv) {
        inherit
          checked
          macosOf
          name
          interpreter
          system
          kernel
          minor
          ;
        onKernel = "${minor}-${kernel}";
        # Wheels are listed by minor version: they do not depend on the patch release.
        onSystem = "${minor}-${system}";
      }
    else
      whole.fail "other_environment" ''
        uv.nix was not generated for ${name}, only for
          ${concatStringsSep "\n  " lock.environments}
        If requires-python (${lock.requires-python}) excludes this Python, use another interpreter for this package set.${
          (whole.otherRelease or (_: "")) minor
        }
        Otherwise add it: run `${command} --python ${if isPyPy then "pypy" else ""}${python.pythonVersion}${free} --system ${system}`, with further `--python` and `--system` for the other environments that you use.'';
}
