# A flake's packages, checks and development shells, where the stand-in takes the place of its inputs.
{
  # A flake.nix, as an absolute path.
  flake,
}:
let
  systems = [
    "x86_64-linux"
    "aarch64-linux"
    "x86_64-darwin"
    "aarch64-darwin"
  ];
  standIns = lib.genAttrs systems (system: import ./stand-in { inherit system; });

  lib = import ./stand-in/lib.nix // {
    licenses = {
      mit = { };
      asl20 = { };
    };
    # Nothing is copied, but a file that is named has to exist.
    fileset = {
      unions = map (path: lib.throwIfNot (builtins.pathExists path) "there is no ${toString path}" path);
      toSource = { root, fileset }: builtins.deepSeq fileset (toString root);
    };
  };

  # What a package or a shell of a flake asks for beside what the stand-in has.
  packagesFor =
    { pkgs, ... }:
    let
      inherit (pkgs.stdenv) mkDerivation;
      available = pkgs // {
        inherit lib;
        clippy = mkDerivation { name = "clippy"; };
        nixfmt = mkDerivation { name = "nixfmt"; };
        pre-commit = mkDerivation { name = "pre-commit"; };
        rustfmt = mkDerivation { name = "rustfmt"; };
        shellcheck = mkDerivation { name = "shellcheck"; };
        rustPlatform.buildRustPackage =
          { cargoLock, ... }@arguments:
          mkDerivation (removeAttrs arguments [ "cargoLock" ] // { inherit (cargoLock) lockFile; });
        mkShell =
          {
            inputsFrom ? [ ],
            packages ? [ ],
            env ? { },
            shellHook ? "",
          }:
          mkDerivation {
            name = "shell";
            nativeBuildInputs = packages ++ inputsFrom;
            inherit env shellHook;
          };
        callPackage = lib.callPackageWith available;
      };
    in
    available;

  nixpkgs = {
    inherit lib;
    legacyPackages = lib.mapAttrs (_: packagesFor) standIns;
  };

  pyproject-nix.build.packages =
    { pkgs, python }: import ./stand-in/python-set.nix { inherit lib pkgs; };

  # The names of build systems do not depend on a system.
  pyproject-build-systems.overlays.wheel = standIns.x86_64-linux.buildSystems;

  inputs = {
    inherit nixpkgs pyproject-nix pyproject-build-systems;
    self = outputs;
  };
  description = import (/. + flake);
  wanted = lib.functionArgs description.outputs;
  outputs = description.outputs (lib.intersectAttrs wanted inputs);

  drvPaths = lib.mapAttrs (_: lib.mapAttrs (_: package: package.drvPath));
in
{
  packages = drvPaths outputs.packages;
  checks = drvPaths (outputs.checks or { });
  devShells = drvPaths outputs.devShells;
}
