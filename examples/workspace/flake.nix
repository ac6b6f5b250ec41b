{
  description = "A uv workspace with extras and dependency groups, built by pyproject.nix";

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

      editable = lib.composeExtensions (workspace.mkEditablePyprojectOverlay { root = "$REPO_ROOT"; }) (
        import ./overrides.nix
      );
    in
    {
      packages = forAllSystems (pkgs: {
        default = (pythonSetFor pkgs).mkVirtualEnv "notes-env" workspace.deps.default;
        with-yaml = (pythonSetFor pkgs).mkVirtualEnv "notes-with-yaml-env" { notes = [ "yaml" ]; };
      });

      devShells = forAllSystems (
        pkgs:
        let
          pythonSet = (pythonSetFor pkgs).overrideScope editable;
          venv = pythonSet.mkVirtualEnv "notes-dev-env" workspace.deps.all;
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
