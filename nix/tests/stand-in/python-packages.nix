# nixpkgs' own Python set: `buildPythonPackage`, which records its arguments for evaluations. It is as strict as
# the original where an evaluation can be: build tools that need themselves never terminate, and two versions of
# a module in one closure are an error.
{
  lib,
  pkgs,
  # The interpreter of the set.
  python,
  packageOverrides,
}:
let
  inherit (pkgs) stdenv makeSetupHook;

  # The set contains these packages, empty and with version 0, with the dependencies that nixpkgs propagates.
  buildSystems = {
    cython = [ ];
    flit-core = [ ];
    hatch-vcs = [
      "hatchling"
      "setuptools-scm"
    ];
    hatchling = [
      "packaging"
      "pathspec"
      "pluggy"
      "trove-classifiers"
    ];
    meson-python = [ "packaging" ];
    pathspec = [ ];
    pluggy = [ ];
    poetry-core = [ ];
    setuptools = [ ];
    setuptools-scm = [
      "packaging"
      "setuptools"
    ];
    trove-classifiers = [ ];
    uv-build = [ ];
  };

  hook =
    name: needed:
    makeSetupHook {
      inherit name;
      propagatedBuildInputs = needed;
    } ./hooks/nothing.sh;

  # Tools that every build uses cannot be built with themselves.
  bootstrapped =
    pname: dependencies:
    toPythonModule (
      stdenv.mkDerivation {
        inherit pname;
        version = "0";
        buildCommand = "mkdir $out";
        propagatedBuildInputs = dependencies;
      }
    );

  isModule = package: package ? pythonModule;

  ofThisPython =
    package:
    if isModule package && package.pythonModule != python then
      throw "Python version mismatch: ${package.name} is of ${package.pythonModule.name}, not ${python.name}"
    else
      package;

  # By name, so that a closure evaluates no derivation.
  required =
    packages:
    let
      node = module: {
        key = module.name;
        inherit module;
      };
      nodes = packages: map node (lib.filter isModule packages);
    in
    map (found: found.module) (
      builtins.genericClosure {
        startSet = nodes packages;
        operator = { module, ... }: nodes module.directModules;
      }
    );

  toPythonModule =
    package:
    package.overrideAttrs (old: {
      passthru = old.passthru or { } // {
        pythonModule = python;
        directModules = old.propagatedBuildInputs or [ ];
        requiredPythonModules = required (old.propagatedBuildInputs or [ ]);
      };
    });

  withoutConflicts =
    package:
    let
      all = required [ package ];
      names = lib.genAttrs (map (module: module.pname) (lib.filter (it: it ? pname) all)) lib.id;
      isTwice = name: builtins.length (lib.filter (module: module.pname or null == name) all) > 1;
    in
    if builtins.any isTwice (lib.attrNames names) then
      throw "Package duplicates found in closure of ${package.name}"
    else
      package;

  formatOf =
    {
      pyproject ? null,
      format ? null,
      ...
    }:
    if pyproject == true then
      "pyproject"
    else if pyproject == false then
      "other"
    else if lib.elem format [ "wheel" ] then
      format
    else
      throw "buildPythonPackage needs `pyproject` or `format`";

  builder =
    final:
    {
      pname,
      version,
      dependencies ? [ ],
      optional-dependencies ? { },
      build-system ? [ ],
      nativeBuildInputs ? [ ],
      propagatedBuildInputs ? [ ],
      passthru ? { },
      ...
    }@attributes:
    let
      format = formatOf attributes;
      hooks = {
        pyproject = [
          final.pypaBuildHook
          final.pythonRuntimeDepsCheckHook
          final.pypaInstallHook
        ];
        wheel = [
          final.wheelUnpackHook
          final.pypaInstallHook
        ];
        other = [ ];
      };
    in
    withoutConflicts (
      toPythonModule (
        stdenv.mkDerivation (
          removeAttrs attributes [
            "build-system"
            "dependencies"
            "doCheck"
            "format"
            "optional-dependencies"
            "pyproject"
          ]
          // {
            name = "${python.libPrefix}-${attributes.name or "${pname}-${version}"}";
            nativeBuildInputs = [ python ] ++ hooks.${format} ++ nativeBuildInputs ++ build-system;
            propagatedBuildInputs = propagatedBuildInputs ++ map ofThisPython dependencies ++ [ python ];
            passthru = {
              inherit
                format
                dependencies
                optional-dependencies
                build-system
                ;
            }
            // passthru;
          }
        )
      )
    );

  # As in nixpkgs, the result can be overridden.
  overridable =
    build: attributes:
    build (
      attributes
      // {
        passthru = attributes.passthru or { } // {
          overridePythonAttrs =
            change:
            overridable build (attributes // (if lib.isFunction change then change attributes else change));
        };
      }
    );
in
lib.makeScope pkgs.newScope (
  lib.extends packageOverrides (
    final:
    lib.mapAttrs (
      pname: dependencies:
      final.buildPythonPackage {
        inherit pname;
        version = "0";
        pyproject = true;
        dependencies = map (name: final.${name}) dependencies;
        optional-dependencies = lib.optionalAttrs (pname == "setuptools-scm") { toml = [ ]; };
      }
    ) buildSystems
    // lib.genAttrs [ "numpy" "torch-bin" ] (
      pname:
      final.buildPythonPackage {
        inherit pname;
        version = "0";
        pyproject = false;
        buildCommand = "mkdir -p $out/${python.sitePackages}";
      }
    )
    # Recipes that lend native inputs to locked packages of these names.
    // {
      psycopg2 = final.buildPythonPackage {
        pname = "psycopg2";
        version = "0";
        pyproject = true;
        env.PG_CONFIG = "${pkgs.postgresql}/bin/pg_config";
        LANG = "C";
        SETUPTOOLS_SCM_PRETEND_VERSION = "0";
        nativeBuildInputs = [
          pkgs.pkg-config
          pkgs.rustPlatform.cargoSetupHook
        ];
        buildInputs = [
          pkgs.openssl
          [ pkgs.zlib ]
        ];
        dependencies = [ final.numpy ];
      };
      # As those that nixpkgs has marked as broken, or not for this interpreter.
      thrower = lib.genAttrs [
        "buildInputs"
        "drvAttrs"
        "nativeBuildInputs"
        "propagatedBuildInputs"
      ] (name: throw "thrower is not supported for this interpreter");
    }
    // {
      inherit lib pkgs toPythonModule;
      inherit (pkgs) stdenv;
      python = toPythonModule python;
      buildPythonPackage = overridable (builder final);
      requiredPythonModules = required;

      installer = bootstrapped "installer" [ ];
      wheel = bootstrapped "wheel" [ final.packaging ];
      packaging = bootstrapped "packaging" [ ];
      pypaInstallHook = hook "pypa-install-hook" [ final.installer ];
      pypaBuildHook = hook "pypa-build-hook" [ final.wheel ];
      pythonRuntimeDepsCheckHook = hook "python-runtime-deps-check-hook" [ final.packaging ];
      wheelUnpackHook = hook "wheel-unpack-hook" [ final.wheel ];

      # The result of `python.withPackages`: an environment with these modules and their dependencies.
      pythonEnvironment =
        packages:
        let
          modules = required packages;
        in
        stdenv.mkDerivation {
          name = "${python.name}-env";
          paths = modules;
          passthru = { inherit modules; };
        };
    }
  )
)
