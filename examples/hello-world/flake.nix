{
  description = "A Python project locked by uv, built by pyproject.nix";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    pyproject-nix = {
      url = "github:pyproject-nix/pyproject.nix";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    {
      nixpkgs,
      pyproject-nix,
      ...
    }:
    let
      inherit (nixpkgs) lib;
      workspace = import ./uv.nix;

      forAllSystems =
        make:
        lib.genAttrs [
          "x86_64-linux"
          "aarch64-linux"
          "aarch64-darwin"
        ] (system: make nixpkgs.legacyPackages.${system});

      pythonSetFor =
        pkgs:
        (pkgs.callPackage pyproject-nix.build.packages { python = pkgs.python3; }).overrideScope
          workspace.overlay;

      editable = workspace.mkEditablePyprojectOverlay { root = "$REPO_ROOT"; };
    in
    {
      packages = forAllSystems (pkgs: {
        default = (pythonSetFor pkgs).mkVirtualEnv "hello-world-env" workspace.deps.default;
      });

      devShells = forAllSystems (
        pkgs:
        let
          pythonSet = (pythonSetFor pkgs).overrideScope editable;
          venv = pythonSet.mkVirtualEnv "hello-world-dev-env" workspace.deps.all;
        in
        {
          default = pkgs.mkShell {
            packages = [
              venv
              pkgs.uv
            ];
            env = {
              UV_NO_SYNC = "1";
              UV_PROJECT_ENVIRONMENT = "${venv}";
              UV_PYTHON = pythonSet.python.interpreter;
              UV_PYTHON_DOWNLOADS = "never";
            };
            shellHook = ''
              unset PYTHONPATH
              export REPO_ROOT=$(git rev-parse --show-toplevel)
            '';
          };
        }
      );
    };
}
