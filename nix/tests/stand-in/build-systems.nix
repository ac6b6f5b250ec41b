# An overlay with build systems, in place of build-system-pkgs. Without a folder, they are empty and for
# evaluations only; with a folder, they are the distributions that ./describe_build_systems.py found in it.
{
  lib,
  buildSystemsDir,
  # Names of more, for evaluations.
  moreBuildSystems,
}:
let
  # The usual build systems and their dependencies, as far as evaluations show them.
  pretended = lib.genAttrs moreBuildSystems (_: { }) // {
    calver = { };
    cffi.pycparser = [ ];
    cmake = { };
    cython = { };
    editables = { };
    flit-core = { };
    flit-scm = {
      flit-core = [ ];
      setuptools-scm = [ ];
    };
    hatch-fancy-pypi-readme.hatchling = [ ];
    hatch-jupyter-builder.hatchling = [ ];
    hatch-nodejs-version.hatchling = [ ];
    hatch-requirements-txt.hatchling = [ ];
    hatch-vcs = {
      hatchling = [ ];
      setuptools-scm = [ ];
    };
    hatchling = {
      packaging = [ ];
      pathspec = [ ];
      pluggy = [ ];
      trove-classifiers = [ ];
    };
    # For editable packages, by pyproject.nix's hooks.
    libcst = { };
    maturin = { };
    meson = { };
    meson-python = {
      meson = [ ];
      packaging = [ ];
      pyproject-metadata = [ ];
    };
    ninja = { };
    numpy = { };
    packaging = { };
    pathspec = { };
    pbr.setuptools = [ ];
    pdm-backend = { };
    pluggy = { };
    poetry-core = { };
    poetry-dynamic-versioning.poetry-core = [ ];
    pybind11 = { };
    pycparser = { };
    pyproject-metadata.packaging = [ ];
    scikit-build-core = {
      packaging = [ ];
      pathspec = [ ];
    };
    semantic-version = { };
    setuptools = { };
    setuptools-rust = {
      semantic-version = [ ];
      setuptools = [ ];
    };
    setuptools-scm = {
      packaging = [ ];
      setuptools = [ ];
    };
    tomli = { };
    trove-classifiers = { };
    typing-extensions = { };
    uv-build = { };
    versioneer = { };
    wheel.packaging = [ ];
  };

  # Projects still request these extras, which bring nothing with recent Pythons.
  optional-dependencies = {
    setuptools-scm.toml = { };
    versioneer.toml = { };
  };

  pretend =
    final: name: dependencies:
    final.stdenv.mkDerivation {
      pname = name;
      version = "0";
      buildCommand = "mkdir $out";
      passthru = {
        inherit dependencies;
        optional-dependencies = optional-dependencies.${name} or { };
        dependency-groups = { };
      };
    };

  install =
    final: name: description:
    final.stdenv.mkDerivation {
      pname = name;
      inherit (description) version;
      # A string: a path would copy the whole folder into each package.
      folder = toString buildSystemsDir;
      files = lib.concatStringsSep "\n" description.files;
      passAsFile = [ "files" ];
      inherit (final.python) sitePackages;
      nativeBuildInputs = [ final.pyprojectOutputSetupHook ];
      dontUnpack = true;
      installPhase = ''
        mkdir -p $out/$sitePackages
        (cd $folder && tar -c -T "$filesPath") | tar -x -C $out/$sitePackages
        if [ -d $out/$sitePackages/bin ]; then mv $out/$sitePackages/bin $out/bin; fi
      '';
      passthru = {
        inherit (description) dependencies;
        optional-dependencies = { };
        dependency-groups = { };
      };
    };

  packages =
    final:
    if buildSystemsDir == null then
      lib.mapAttrs (pretend final) pretended
    else
      lib.mapAttrs (install final) (lib.importJSON (/. + "${buildSystemsDir}/build-systems.json"));
in
final: prev:
packages final
// lib.optionalAttrs (prev.stdenv.buildPlatform != prev.stdenv.hostPlatform) {
  pythonPkgsBuildHost = prev.pythonPkgsBuildHost.overrideScope (finalBuild: _: packages finalBuild);
}
