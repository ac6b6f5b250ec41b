# A stand-in for nixpkgs and pyproject.nix's package set. It evaluates a uv.nix without them, and builds it on
# the host's system. ../README.md describes what is real and what is pretended.
{
  # The system that builds.
  system ? builtins.currentSystem,
  # The system that the packages run on, when it is another one; null: the same.
  crossSystem ? null,
  # "3.12", free-threaded "3.13t", or "pypy3.11".
  python ? "3.12",
  # The full version, such as "3.12.7"; null: a recent patch release.
  pythonFullVersion ? null,
  # "glibc" or "musl", on Linux.
  libc ? "glibc",
  libcVersion ? null,
  darwinSdkVersion ? "14.4",
  darwinMinVersion ? "14.0",
  # The following are for real builds only. A CPython executable on this machine …
  hostPython ? null,
  # … the uv binary …
  uv ? null,
  # … and a folder made by ./describe_build_systems.py; null: empty build systems, for evaluations.
  buildSystemsDir ? null,
  # Names of more packages of nixpkgs, as JSON.
  morePackages ? "[ ]",
  # Names of more build systems in the set, as JSON.
  moreBuildSystems ? "[ ]",
  # "none": the set has no build systems.
  buildSystems ? "usual",
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
        morePackages = builtins.fromJSON morePackages;
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

  buildSystemsOverlay = import ./build-systems.nix {
    inherit lib buildSystemsDir;
    moreBuildSystems = builtins.fromJSON moreBuildSystems;
  };
in
{
  inherit
    lib
    pkgs
    basePythonSet
    ;
  buildSystems = buildSystemsOverlay;
  pythonSet =
    if buildSystems == "none" then basePythonSet else basePythonSet.overrideScope buildSystemsOverlay;
}
