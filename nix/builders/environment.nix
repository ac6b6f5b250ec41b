# The environment of a package set: the names under which the data has facts about its interpreter and
# platform. Throws if the file was not generated for them.
{
  lock,
  # The parsed specifiers.
  requires-python,
  # The full version to assume for the interpreter; null: its own.
  pythonVersion,
}:
# From the previous set: the final set's Python depends on this result.
{ python, stdenv, ... }:
let
  inherit (builtins)
    any
    compareVersions
    concatStringsSep
    elem
    filter
    head
    isInt
    match
    replaceStrings
    seq
    ;

  command = lock.command or "uvnix lock2nix";

  lines = concatStringsSep "\n  ";

  platform = stdenv.hostPlatform;
  isMusl = platform.isMusl or false;
  kernel = if platform.isDarwin then "darwin" else "linux";
  system = platform.system + (if isMusl then "-musl" else "");

  version = replaceStrings [ "." ] [ "" ] python.pythonVersion;
  isFreeThreaded = elem "cp${version}t" (python.pythonABITags or [ ]);
  minor =
    if python.implementation == "cpython" then
      "cp${version}${if isFreeThreaded then "t" else ""}"
    else if python.implementation == "pypy" then
      "pp${version}"
    else
      "${python.implementation}${version}";

  fullVersion = if pythonVersion == null then python.version else pythonVersion;
  isIn =
    part:
    compareVersions fullVersion part.from >= 0
    && (part ? until -> compareVersions fullVersion part.until < 0);
  parts = filter isIn lock.parts.${minor};
  interpreter =
    if !(lock ? parts.${minor}) then
      minor
    else if parts == [ ] then
      "${minor} at ${fullVersion}"
    else
      (head parts).name;

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
      promised =
        if kernel == "darwin" then
          {
            what = "macOS";
            setting = "macos";
            found = macosOf stdenv;
          }
        else if isMusl then
          {
            what = "musl";
            setting = "musl";
            found = stdenv.cc.libc.version;
          }
        else
          {
            what = "glibc";
            setting = "glibc";
            found = stdenv.cc.libc.version;
          };
      inherit (promised) what setting found;
      wanted = lock.${setting};
    in
    if compareVersions found wanted < 0 then
      throw ''
        uvnix: the wheels in uv.nix may need ${what} ${wanted}, but this package set has ${what} ${found}.
        Set `${setting} = "${found}"` in [tool.uvnix.environments], and run `${command}`, or run `${command} --${setting} ${found}`.''
    else
      stdenv;

  # Whether a specifier certainly excludes the interpreter. The version of PyPy is not that of Python.
  language = if python.implementation == "cpython" then fullVersion else python.pythonVersion;
  excludes =
    { op, version }:
    let
      bound = concatStringsSep "." (map toString (filter isInt version.release));
      startsWith = prefix: text: match "${prefix}(\\..*)?" text != null;
      order = compareVersions language bound;
      isBelow = order < 0 && !(startsWith language bound);
    in
    {
      ">=" = isBelow;
      ">" = isBelow || order == 0;
      "~=" = isBelow || !(startsWith (head (match "(.*)[.][0-9]+" bound)) language);
      "==" = !(startsWith bound language || startsWith language bound);
      "<=" = order > 0;
      "<" = order >= 0;
    }
    .${op} or false;
  # The lock is for other patch releases of this minor version.
  near =
    if lock ? parts.${minor} then
      "\nIf Python ${fullVersion} can replace the missing patch release, set pythonVersion = \"${
        (head lock.parts.${minor}).from
      }\" where you make the overlay."
    else
      "";
  flags = "--python ${if python.implementation == "pypy" then "pypy" else ""}${python.pythonVersion}${
    if isFreeThreaded then "t" else ""
  } --system ${system}";
  advice =
    if any excludes requires-python then
      "requires-python (${lock.requires-python}) excludes Python ${language}: use another interpreter for this package set.${near}"
    else
      "To add it, run `${command} ${flags}`, with further `--python` and `--system` for the other environments that you use.";
in
if pythonVersion != null && match "${python.pythonVersion}(\\..*)?" pythonVersion == null then
  throw ''
    uvnix: pythonVersion is ${pythonVersion}, but the interpreter of this package set is Python ${python.pythonVersion}.
    Set pythonVersion to a patch release of ${python.pythonVersion}, or use another interpreter.''
else if !(elem name lock.environments) then
  throw ''
    uvnix: uv.nix was not generated for ${name}, only for
      ${lines lock.environments}
    ${advice}''
else
  seq (checked stdenv) {
    inherit
      checked
      macosOf
      name
      system
      kernel
      minor
      ;
    onKernel = "${minor}-${kernel}";
    # Wheels are listed by minor version: they do not depend on the patch release.
    onSystem = "${minor}-${system}";
    scopes = [
      kernel
      system
      minor
      interpreter
      "${minor}-${kernel}"
      "${minor}-${system}"
      name
    ];
  }
