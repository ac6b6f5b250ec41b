# A stand-in for nixpkgs together with pyproject.nix's package set, so that a uv.nix can be
# evaluated, and on the host's own system really built, where neither of them is at hand.
# See ../README.md for what it does, and what it only pretends to do.
{
  # The system that builds.
  system ? builtins.currentSystem,
  # The system that the packages run on, when it is another one; null: the same.
  crossSystem ? null,
  # "3.12", free-threaded "3.13t", or "pypy3.11".
  python ? "3.12",
  # "3.12.7", for what depends on the patch release; null: a recent one.
  pythonFullVersion ? null,
  # "glibc" or "musl", of the Linux systems.
  libc ? "glibc",
  libcVersion ? null,
  darwinSdkVersion ? "14.4",
  darwinMinVersion ? "14.0",
  # The rest is for real builds only. An executable of a CPython on this machine …
  hostPython ? null,
  # … the uv binary …
  uv ? null,
  # … and a folder made by ./describe_build_systems.py; null: build systems to be looked at only.
  buildSystemsDir ? null,
}:
let
  lib = import ./lib.nix;

  platform = import ./platform.nix { inherit lib darwinSdkVersion darwinMinVersion; };
  buildPlatform = platform { inherit system libc; };
  hostPlatform =
    if crossSystem == null then
      buildPlatform
    else
      platform {
        system = crossSystem;
        inherit libc;
      };

  packagesFor =
    platforms:
    import ./packages.nix (
      {
        inherit
          lib
          libcVersion
          python
          pythonFullVersion
          hostPython
          uv
          ;
      }
      // platforms
    );

  buildPackages = packagesFor {
    inherit buildPackages buildPlatform;
    hostPlatform = buildPlatform;
  };

  pkgs =
    if crossSystem == null then
      buildPackages
    else
      packagesFor { inherit buildPackages buildPlatform hostPlatform; };

  basePythonSet = import ./python-set.nix { inherit lib pkgs; };

  buildSystems = import ./build-systems.nix { inherit lib buildSystemsDir; };
in
{
  inherit
    lib
    pkgs
    basePythonSet
    buildSystems
    ;
  pythonSet = basePythonSet.overrideScope buildSystems;
}
