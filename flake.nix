{
  description = "Turns uv.lock into one Nix file: an overlay for the package set of pyproject.nix";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    # For the flakes of projects; uvnix itself does not need it.
    pyproject-nix = {
      url = "github:pyproject-nix/pyproject.nix";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    {
      self,
      nixpkgs,
      pyproject-nix,
    }:
    let
      inherit (nixpkgs) lib;
      forAllSystems =
        make:
        lib.genAttrs [
          "x86_64-linux"
          "aarch64-linux"
          "aarch64-darwin"
        ] (system: make nixpkgs.legacyPackages.${system});
    in
    {
      lib =
        let
          uvnixFor = pkgs: self.packages.${pkgs.stdenv.hostPlatform.system}.uvnix;
          # The default arguments of functions for projects.
          withInputs =
            file:
            { pkgs, ... }@arguments:
            import file (
              {
                uvnix = uvnixFor pkgs;
                inherit pyproject-nix;
              }
              // arguments
            );
        in
        {
          # A check that uv.nix is up to date: `checkFresh { inherit pkgs; root = ./.; }`.
          checkFresh =
            { pkgs, ... }@arguments: import ./nix/check-fresh.nix ({ uvnix = uvnixFor pkgs; } // arguments);
          # The flake outputs of a project: `mkProject { inherit pkgs; root = ./.; }`.
          mkProject = withInputs ./nix/mk-project.nix;
          # The flake outputs of a script: `mkScript { inherit pkgs; script = ./tool.py; }`.
          mkScript = withInputs ./nix/mk-script.nix;
        };

      # For flake-parts.
      flakeModules.default = import ./nix/flake-module.nix {
        inherit (self) packages;
        inherit pyproject-nix;
      };

      templates =
        lib.genAttrs [ "hello-world" "workspace" "service" "script" "without-flakes" ] (name: {
          path = ./nix/templates + "/${name}";
          description =
            if name == "without-flakes" then
              "A Python command locked by uv, with default.nix and shell.nix"
            else
              (import (./nix/templates + "/${name}/flake.nix")).description;
          # The templates' locks name servers that do not exist.
          welcomeText =
            if name == "script" then
              "Lock the script: `uv lock --upgrade --script markdown.py && uvnix lock2nix markdown.py.lock`. Then `git add .`."
            else
              "Lock the project: `uv lock --upgrade && uvnix lock2nix`. Then `git add .`.";
        })
        // {
          default = self.templates.hello-world;
        };

      overlays.default = final: _: { uvnix = final.callPackage ./nix/package.nix { }; };

      packages = forAllSystems (pkgs: rec {
        uvnix = pkgs.callPackage ./nix/package.nix { };
        default = uvnix;
      });

      checks = forAllSystems (pkgs: {
        inherit (self.packages.${pkgs.stdenv.hostPlatform.system}) uvnix;
        uvnix-fresh = self.lib.checkFresh {
          inherit pkgs;
          root = ./examples;
          paths = [
            "hello-world"
            "workspace"
          ];
        };
      });

      devShells = forAllSystems (pkgs: {
        default = pkgs.mkShell {
          inputsFrom = [ self.packages.${pkgs.stdenv.hostPlatform.system}.uvnix ];
          packages = [
            pkgs.clippy
            pkgs.nixfmt
            pkgs.pre-commit
            pkgs.python3
            pkgs.rustfmt
            pkgs.shellcheck
            pkgs.uv
          ];
        };
      });

      formatter = forAllSystems (pkgs: pkgs.nixfmt);
    };
}
