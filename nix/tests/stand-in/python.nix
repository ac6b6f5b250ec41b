# Interpreters as nixpkgs describes them. For real builds, a Python is a virtual environment of the host's Python,
# so that packages installed on the host cannot hide a missing dependency.
{
  lib,
  stdenv,
  pkgs,
  buildPackages,
  isCross,
  pythonFullVersion,
  hostPython,
}:
name:
let
  parts = builtins.match "(pypy)?([0-9]+)[.]([0-9]+)(t?)" name;
  part = builtins.elemAt parts;
  isPyPy = part 0 != null;
  major = part 1;
  minor = part 2;
  threading = part 3;
  pythonVersion = "${major}.${minor}";

  recentPatch = {
    "3.10" = "16";
    "3.11" = "11";
    "3.12" = "8";
    "3.13" = "1";
    "3.14" = "0";
    "3.15" = "0";
  };
  version =
    if pythonFullVersion != null then
      pythonFullVersion
    else if isPyPy then
      "7.3.19"
    else
      "${pythonVersion}.${recentPatch.${pythonVersion} or "0"}";
  release = builtins.match "([0-9]+)[.]([0-9]+)[.]([0-9]+)(.*)" version;

  executable = "${if isPyPy then "pypy" else "python"}${pythonVersion}${threading}";
  sitePackages = "lib/${executable}/site-packages";

  # Has overrides for its package set, in which it is `self`.
  interpreter = lib.makeOverridable make {
    packageOverrides = _: _: { };
    self = null;
  };

  make =
    { packageOverrides, self }:
    let
      python = if self == null then plain else self;
      modules = import ./python-packages.nix {
        inherit
          lib
          pkgs
          python
          packageOverrides
          ;
      };
      # Has the same overrides, as in nixpkgs.
      onBuildForHost = buildPackages.python.override {
        inherit packageOverrides;
        self = onBuildForHost;
      };
      plain = stdenv.mkDerivation {
        pname = if isPyPy then "pypy3" else "python3";
        inherit version executable sitePackages;
        hostPython = toString hostPython;
        buildCommand = ''
          if [ -z "$hostPython" ]; then
            echo "the stand-in was given no hostPython to build with" >&2
            exit 1
          fi
          mkdir -p $out/bin $out/$sitePackages
          ln -s $hostPython $out/bin/$executable
          ln -s $executable $out/bin/python3
          ln -s $executable $out/bin/python
          printf '%s\n' \
            "home = $(dirname $hostPython)" \
            "include-system-site-packages = false" \
            "version = $version" >$out/pyvenv.cfg
        '';
        passthru = {
          inherit
            pythonVersion
            executable
            sitePackages
            isPyPy
            stdenv
            ;
          implementation = if isPyPy then "pypy" else "cpython";
          sourceVersion = {
            major = builtins.elemAt release 0;
            minor = builtins.elemAt release 1;
            patch = builtins.elemAt release 2;
            suffix = builtins.elemAt release 3;
          };
          libPrefix = executable;
          interpreter = "${plain}/bin/${executable}";
          pythonOnBuildForHost = if isCross then onBuildForHost else plain;
          pythonOlder = lib.versionOlder pythonVersion;
          pythonAtLeast = lib.versionAtLeast pythonVersion;
          isPy3 = true;
          pkgs = modules;
          withPackages = choose: modules.pythonEnvironment (choose modules);
        }
        // lib.optionalAttrs (!isPyPy) {
          pythonABITags = [
            "abi3"
            "none"
            "cp${major}${minor}${threading}"
          ];
        };
      };
    in
    plain;
in
lib.throwIf (parts == null)
  "the stand-in does not support the Python '${name}': use a version such as 3.12, 3.13t or pypy3.11"
  interpreter
