# The setup hooks of pyproject.nix's builders, by their names there.
{
  callPackage,
  lib,
  pkgs,
  python,
}:
let
  # A package of the set may be called uv: the tools are never taken from there.
  inherit (pkgs.buildPackages) uv;
  inherit (pkgs) makeSetupHook;
  isCross = pkgs.stdenv.buildPlatform != pkgs.stdenv.hostPlatform;
  pythonForBuild = python.pythonOnBuildForHost;
  inherit (pythonForBuild) interpreter;

  hook =
    name: script: substitutions:
    makeSetupHook { inherit name substitutions; } script;

  # As in the original, the script for editable packages runs in an environment with libcst.
  scriptEnvironment = callPackage (
    { pythonPkgsBuildHost }: pythonPkgsBuildHost.mkVirtualEnv "editable-hook-env" { libcst = [ ]; }
  ) { };

  together =
    name: hooks:
    makeSetupHook {
      inherit name;
      propagatedBuildInputs = [ pythonForBuild ] ++ hooks;
      passthru.python = pythonForBuild;
    } ./hooks/nothing.sh;

  hooks = {
    pyprojectConfigureHook = hook "pyproject-configure-hook" ./hooks/configure.sh { };

    pyprojectBuildHook = hook "pyproject-build-hook" ./hooks/build.sh { inherit uv interpreter; };

    pyprojectWheelDistHook = hook "pyproject-wheel-dist-hook" ./hooks/wheel-dist.sh { };

    pyprojectInstallHook = hook "pyproject-install-hook" ./hooks/install.sh { inherit uv interpreter; };

    pyprojectPypaInstallHook = hooks.pyprojectInstallHook;

    pyprojectInstallDistHook = hook "pyproject-install-dist-hook" ./hooks/install-dist.sh { };

    pyprojectOutputSetupHook = hook "pyproject-output-setup-hook" ./hooks/output-setup.sh {
      inherit (python) sitePackages;
    };

    # Cross compilation is for evaluations only, so this hook does nothing.
    pyprojectCrossShebangHook = hook "pyproject-cross-shebang-hook" ./hooks/nothing.sh { };

    pyprojectBuildEditableHook = hook "pyproject-build-editable-hook" ./hooks/build-editable.sh {
      inherit uv interpreter;
    };

    pyprojectFixupEditableHook = hook "pyproject-fixup-editable-hook" ./hooks/fixup-editable.sh {
      interpreter = "${scriptEnvironment}/bin/python";
      script = ./hooks/fixup_editable.py;
    };

    pyprojectMakeVenvHook = hook "pyproject-make-venv-hook" ./hooks/make-venv.sh {
      inherit interpreter python;
      script = ./hooks/make_venv.py;
    };

    pyprojectHook = installing "pyproject-hook" [ hooks.pyprojectBuildHook ];

    pyprojectWheelHook = installing "pyproject-wheel-hook" [ hooks.pyprojectWheelDistHook ];

    pyprojectEditableHook = installing "pyproject-editable-hook" [
      hooks.pyprojectBuildEditableHook
      hooks.pyprojectFixupEditableHook
    ];

    pyprojectDistHook = together "pyproject-dist-hook" [
      hooks.pyprojectConfigureHook
      hooks.pyprojectBuildHook
      hooks.pyprojectInstallDistHook
    ];
  };

  installing =
    name: building:
    together name (
      [ hooks.pyprojectConfigureHook ]
      ++ building
      ++ [
        hooks.pyprojectInstallHook
        hooks.pyprojectOutputSetupHook
      ]
      ++ lib.optional isCross hooks.pyprojectCrossShebangHook
    );
in
hooks
