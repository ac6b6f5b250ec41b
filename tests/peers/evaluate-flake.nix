# The outputs of a flake for uv2nix, with the real pyproject.nix and a stand-in for nixpkgs.
#
# The flake has the input `uv2nix`, and may leave it unused.
{
  # A folder with checkouts of pyproject.nix, uv2nix and nixpkgs.lib.
  peers,
  # A flake.nix, as an absolute path.
  flake,
}:
let
  inherit (builtins) intersectAttrs isString mapAttrs;
  peer = name: /. + "${peers}/${name}";

  realLib = import (peer "nixpkgs.lib/lib");
  systems = [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
  ];
  lib = realLib // {
    systems = realLib.systems // {
      flakeExposed = systems;
    };
  };
  pyproject-nix = import (peer "pyproject.nix") { inherit lib; };
  standIns = lib.genAttrs systems (system: import ../../nix/tests/stand-in { inherit system; });

  # Attributes that flakes use in addition to those of the stand-in.
  packagesFor =
    { pkgs, ... }:
    let
      inherit (pkgs.stdenv) mkDerivation;
      available = pkgs // {
        inherit lib;
        pkgs = available;
        newScope = scope: pkgs.newScope ({ inherit lib; } // scope);
        callPackage = lib.callPackageWith available;
        python312 = pkgs.python3;
        python3 = pkgs.python3 // {
          pkgs = pkgs.python3.pkgs // {
            tkinter = mkDerivation {
              pname = "tkinter";
              version = "0";
              passthru.pythonModule = pkgs.python3;
            };
          };
        };
        writeScript =
          name: text:
          mkDerivation {
            inherit name text;
            buildCommand = "";
          };
        mkShell =
          {
            packages,
            env,
            shellHook,
          }:
          mkDerivation {
            name = "shell";
            nativeBuildInputs = packages;
            inherit env shellHook;
          };
      };
    in
    available;

  inputs = {
    self = outputs;
    nixpkgs = {
      inherit lib;
      legacyPackages = mapAttrs (_: packagesFor) standIns;
    };
    inherit pyproject-nix;
    uv2nix = import (peer "uv2nix") { inherit lib pyproject-nix; };
    # The names of build systems do not depend on a system.
    pyproject-build-systems.overlays = {
      default = standIns.x86_64-linux.buildSystems;
      wheel = standIns.x86_64-linux.buildSystems;
    };
  };
  description = import (/. + flake);
  outputs = description.outputs (intersectAttrs (lib.functionArgs description.outputs) inputs);

  # Derivations are printed as their paths.
  shown =
    output:
    if lib.isDerivation output then
      output.drvPath
    else if isString output then
      output
    else
      mapAttrs (_: shown) output;
in
shown (
  intersectAttrs {
    apps = null;
    checks = null;
    devShells = null;
    packages = null;
  } outputs
)
