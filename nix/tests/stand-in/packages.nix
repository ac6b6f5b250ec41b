# The part of nixpkgs that uv.nix and pyproject.nix's builders use. Tools that compile, strip or patch programs
# are markers: evaluations show their names, and they do nothing.
{
  lib,
  buildPackages,
  buildPlatform,
  hostPlatform,
  libcVersion,
  python,
  pythonFullVersion,
  hostPython,
  uv,
  morePackages,
}:
let
  stdenv = import ./stdenv.nix {
    inherit
      lib
      buildPlatform
      hostPlatform
      libcVersion
      ;
  };

  fetchers = import ./fetchers.nix { inherit lib stdenv; };

  interpreters = import ./python.nix {
    inherit
      lib
      stdenv
      pkgs
      buildPackages
      pythonFullVersion
      hostPython
      ;
    isCross = buildPlatform != hostPlatform;
  };

  # The arguments of callPackage: in cross compilation, each package has a variant for the build platform.
  spliced =
    if buildPlatform == hostPlatform then
      pkgs
    else
      lib.mapAttrs (
        name: package:
        if lib.isDerivation package then
          package
          // {
            __spliced = {
              buildHost = buildPackages.${name};
              hostTarget = package;
            };
          }
        else
          package
      ) pkgs;

  marker =
    name:
    stdenv.mkDerivation {
      inherit name;
      buildCommand = "mkdir $out";
    };

  markerHook = name: pkgs.makeSetupHook { inherit name; } ./hooks/nothing.sh;

  manylinux = name: [ (marker "${name}-libraries") ];

  markers = lib.genAttrs [
    "cacert"
    "cargo"
    "cmake"
    "git"
    "libffi"
    "libpq"
    "libxml2"
    "libxslt"
    "meson"
    "ninja"
    "openssl"
    "pkg-config"
    "postgresql"
    "rustc"
    "unixodbc"
    "zlib"
  ] marker;

  # Adds a package at a path such as `fontconfig.lib`, as a list of names.
  add =
    packages: names:
    let
      name = lib.head names;
      here = packages.${name} or { };
      below = lib.tail names;
    in
    packages
    // {
      ${name} = if below == [ ] then marker name // here else add here below;
    };

  pkgs =
    lib.foldl' add markers (map (lib.splitString ".") morePackages)
    // fetchers
    // {
      inherit
        lib
        pkgs
        buildPackages
        ;
      stdenv = stdenv // {
        cc = stdenv.cc // {
          cc.lib = marker "compiler-libraries";
        };
      };
      inherit (stdenv) buildPlatform hostPlatform targetPlatform;
      inherit (hostPlatform) system;
      config = { };

      newScope = extra: lib.callPackageWith (spliced // extra);
      callPackage = pkgs.newScope { };

      python = interpreters python;
      python3 = pkgs.python;
      python3Packages = pkgs.python3.pkgs;

      runCommand =
        name: attributes: buildCommand:
        stdenv.mkDerivation ({ inherit name buildCommand; } // attributes);

      writeText = name: text: builtins.toFile name text;

      makeSetupHook =
        {
          name,
          propagatedBuildInputs ? [ ],
          propagatedNativeBuildInputs ? [ ],
          passthru ? { },
          meta ? { },
          substitutions ? { },
        }:
        script:
        pkgs.runCommand name
          (
            substitutions
            // {
              inherit
                meta
                passthru
                propagatedBuildInputs
                propagatedNativeBuildInputs
                ;
            }
          )
          ''
            mkdir -p $out/nix-support
            substituteAll ${script} $out/nix-support/setup-hook
            recordPropagatedDependencies
          '';

      replaceVars =
        script: values:
        pkgs.runCommand (baseNameOf (toString script)) values ''
          substituteAll ${script} $out
          chmod +x $out
        '';

      # Finds nothing.
      ugrep = pkgs.runCommand "ugrep" { meta.mainProgram = "ugrep"; } ''
        mkdir -p $out/bin
        ln -s /bin/false $out/bin/ugrep
      '';

      # The host's uv, under the name that the hooks call it by.
      uv = pkgs.runCommand "uv" { binary = toString uv; } ''
        mkdir -p $out/bin
        ln -s $binary $out/bin/uv
      '';

      unzip = pkgs.makeSetupHook {
        name = "unzip";
        substitutions.hostPython = toString hostPython;
      } ./hooks/unzip.sh;

      # A library and a program, for needs at run time.
      answer = pkgs.runCommand "answer" { } ''
        mkdir -p $out/lib $out/bin
        echo 'int answer(void) { return 42; }' \
          | cc -shared -x c - -Wl,-soname,libanswer.so.1 -o $out/lib/libanswer.so.1
        printf '#!/bin/bash\necho 42\n' >$out/bin/answer
        chmod +x $out/bin/answer
      '';

      makeWrapper = pkgs.makeSetupHook { name = "make-wrapper"; } ./hooks/make-wrapper.sh;

      autoPatchelfHook = markerHook "auto-patchelf-hook";
      darwinMinVersionHook = version: markerHook "darwin-deployment-target-hook-${version}";
      pythonManylinuxPackages = {
        manylinux1 = manylinux "manylinux1";
        manylinux2010 = manylinux "manylinux2010";
        manylinux2014 = manylinux "manylinux2014";
      };

      rustPlatform = {
        cargoSetupHook = markerHook "cargo-setup-hook";
        maturinBuildHook = markerHook "maturin-build-hook";
        # Tests can read its arguments.
        importCargoLock = arguments: marker "cargo-vendor-dir" // { inherit arguments; };
        fetchCargoVendor = { hash, ... }: marker "cargo-vendor-dir";
      };
    };
in
pkgs
