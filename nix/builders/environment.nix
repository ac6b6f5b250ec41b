# Where an overlay is evaluated: the names under which facts about this interpreter on this platform
# stand, or a refusal if the file has none.
lock: pythonVersion:
# Of the previous set: asking the final one for its Python would have it ask itself.
{ python, stdenv, ... }:
let
  inherit (builtins)
    compareVersions
    concatStringsSep
    elem
    filter
    head
    match
    replaceStrings
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

  promised =
    if kernel == "darwin" then
      {
        what = "macOS";
        wanted = lock.macos;
        found = platform.darwinSdkVersion;
        flag = "--macos";
      }
    else if isMusl then
      {
        what = "musl";
        wanted = lock.musl;
        found = stdenv.cc.libc.version;
        flag = "--musl";
      }
    else
      {
        what = "glibc";
        wanted = lock.glibc;
        found = stdenv.cc.libc.version;
        flag = "--glibc";
      };
  flags = "--python ${if python.implementation == "pypy" then "pypy" else ""}${python.pythonVersion}${
    if isFreeThreaded then "t" else ""
  } --system ${system}";
in
if pythonVersion != null && match "${python.pythonVersion}(\\..*)?" pythonVersion == null then
  throw ''
    uvnix: pythonVersion is ${pythonVersion}, and the interpreter of this package set is Python ${python.pythonVersion}.
    Name another of its patch releases, or take another interpreter.''
else if !(elem name lock.environments) then
  throw ''
    uvnix: uv.nix was not generated for ${name}, only for
      ${lines lock.environments}
    If requires-python, ${lock.requires-python}, admits it, generate it for this one too: ${command} ${flags}, and the same for each of the others that you need. If not, give the package set another Python.''
else if compareVersions promised.found promised.wanted < 0 then
  throw ''
    uvnix: the wheels of uv.nix may count on ${promised.what} ${promised.wanted}, and this package set has ${promised.found}.
    Generate it for the older one: ${command} ${promised.flag} ${promised.found}''
else
  {
    inherit
      name
      system
      kernel
      minor
      ;
    onKernel = "${minor}-${kernel}";
    # A file does not depend on the patch release.
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
