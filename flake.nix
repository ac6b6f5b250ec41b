{
  description = "Turn a uv.lock into one committed Nix file: an overlay for pyproject.nix's builders";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      forAllSystems =
        make:
        lib.genAttrs [
          "x86_64-linux"
          "aarch64-linux"
          "x86_64-darwin"
          "aarch64-darwin"
        ] (system: make nixpkgs.legacyPackages.${system});
    in
    {
      # A check for the flakes of projects: `checkFresh { inherit pkgs; root = ./.; }`.
      lib.checkFresh =
        { pkgs, ... }@arguments:
        import ./nix/check-fresh.nix (
          { inherit (self.packages.${pkgs.stdenv.hostPlatform.system}) uvnix; } // arguments
        );

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
