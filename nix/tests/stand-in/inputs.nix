# The inputs of a flake, by the names that flakes of projects use.
{
  systems,
  # From a system to the arguments of ./default.nix.
  argumentsFor,
  # The uvnix to run in builds, as an absolute path; null: for evaluations only.
  uvnix,
  # A folder with checkouts of nixpkgs.lib, pyproject.nix and, optionally, flake-parts, as an absolute path;
  # null: only the stand-in.
  peers,
}:
let
  lib =
    plain
    // import ./modules.nix { lib = plain; }
    // {
      licenses = {
        mit.spdxId = "MIT";
        asl20.spdxId = "Apache-2.0";
      };
      getLicenseFromSpdxIdOr =
        name: default:
        {
          MIT = lib.licenses.mit;
          "Apache-2.0" = lib.licenses.asl20;
        }
        .${name} or default;
      # Copies nothing, but checks that the files exist.
      fileset = {
        unions = map (
          path: lib.throwIfNot (builtins.pathExists path) "${toString path} does not exist" path
        );
        toSource = { root, fileset }: builtins.deepSeq fileset (toString root);
      };
    };
  plain = import ./lib.nix;

  standInFor =
    system: arguments: import ./default.nix ({ inherit system; } // argumentsFor system // arguments);
  standIns = lib.genAttrs systems (system: standInFor system { });

  pretended = {
    pyproject-nix.build = {
      packages =
        { pkgs, python }:
        import ./python-set.nix {
          inherit lib;
          pkgs = pkgs // {
            inherit python;
          };
        };
      util = import ./application.nix;
    };
    pyproject-nix.packages =
      { callPackage }:
      {
        build-editable = callPackage (
          { stdenv }:
          stdenv.mkDerivation {
            name = "build-editable";
            buildCommand = "mkdir $out";
          }
        ) { };
      };
    flake-parts = import ./flake-parts.nix { inherit lib; };
  };

  real = {
    lib = import (/. + "${peers}/nixpkgs.lib/lib");
    pyproject-nix = import (/. + "${peers}/pyproject.nix") { inherit (real) lib; };
    flake-parts = (import (/. + "${peers}/flake-parts/flake.nix")).outputs {
      nixpkgs-lib = { inherit (real) lib; };
    };
  };

  packagesFor =
    system:
    { pkgs, ... }:
    import ./flake-packages.nix {
      inherit lib pkgs uvnix;
      # Real builds have one Python; others are for evaluations only.
      withPython =
        python:
        if python == pkgs.python.pythonVersion then
          pkgs
        else
          (standInFor system {
            inherit python;
            pythonFullVersion = null;
            hostPython = null;
          }).pkgs;
    };
in
{
  nixpkgs = {
    _type = "flake";
    inherit lib;
    legacyPackages = lib.mapAttrs packagesFor standIns // {
      # As in nixpkgs 26.11.
      x86_64-darwin = throw "nixpkgs has dropped support for x86_64-darwin";
    };
  };

  pyproject-nix = if peers == null then pretended.pyproject-nix else real.pyproject-nix;

  # The names of build systems do not depend on a system.
  pyproject-build-systems.overlays =
    let
      ofHost = lib.filter (system: argumentsFor system != { }) systems;
      overlay = standIns.${lib.head (ofHost ++ systems)}.buildSystems;
    in
    {
      wheel = overlay;
      sdist = overlay;
    };

  flake-parts =
    if peers != null && builtins.pathExists (/. + "${peers}/flake-parts") then
      real.flake-parts
    else
      pretended.flake-parts;
}
