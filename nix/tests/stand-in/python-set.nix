# The package set of pyproject.nix's builders without overlays: the tools that build packages.
{ lib, pkgs }:
let
  inherit (pkgs) buildPackages;
  resolve = import ./resolve.nix { inherit lib; };
  isCross = pkgs.stdenv.buildPlatform != pkgs.stdenv.hostPlatform;

  # A fixed list: the names of a set's attributes cannot depend on the set.
  hookNames = [
    "pyprojectBuildEditableHook"
    "pyprojectBuildHook"
    "pyprojectConfigureHook"
    "pyprojectCrossShebangHook"
    "pyprojectDistHook"
    "pyprojectEditableHook"
    "pyprojectFixupEditableHook"
    "pyprojectHook"
    "pyprojectInstallDistHook"
    "pyprojectInstallHook"
    "pyprojectMakeVenvHook"
    "pyprojectOutputSetupHook"
    "pyprojectPypaInstallHook"
    "pyprojectWheelHook"
  ];

  # Shared by the sets for both platforms of a cross compilation.
  tools =
    {
      final,
      pkgs,
      python,
      buildSystemSet,
    }:
    {
      inherit pkgs python;
      inherit (pkgs) stdenv;

      hooks = final.callPackage ./hooks.nix { };

      # PEP 517: a project without [build-system] is built with setuptools.
      resolveBuildSystem =
        specification:
        map (name: buildSystemSet.${name}) (
          (resolve buildSystemSet).acyclic (
            if specification == { } then
              {
                setuptools = [ ];
                wheel = [ ];
              }
            else
              specification
          )
        );

      resolveVirtualEnv = specification: map (name: final.${name}) ((resolve final).cyclic specification);

      mkVirtualEnv =
        name: specification:
        final.stdenv.mkDerivation (attributes: {
          inherit name;
          dontUnpack = true;
          # Globs of paths in the packages: not linked, or linked although packages disagree on them.
          venvSkip = [ ];
          venvIgnoreCollisions = [ ];
          nativeBuildInputs = [ final.pyprojectMakeVenvHook ];
          NIX_PYPROJECT_DEPS = lib.concatMapStringsSep ":" toString (final.resolveVirtualEnv specification);
        });
    }
    // lib.genAttrs hookNames (name: final.hooks.${name});
in
lib.makeScope pkgs.newScope (
  final:
  tools {
    inherit final pkgs;
    inherit (pkgs) python;
    buildSystemSet = final.pythonPkgsHostHost;
  }
  // {
    pythonPkgsHostHost = final;
    pythonPkgsBuildHost =
      if isCross then
        lib.makeScope buildPackages.newScope (
          finalBuild:
          tools {
            final = finalBuild;
            pkgs = buildPackages;
            inherit (buildPackages) python;
            buildSystemSet = final.pythonPkgsBuildHost;
          }
          // {
            inherit (final) pythonPkgsBuildHost;
          }
        )
      else
        final;
  }
)
