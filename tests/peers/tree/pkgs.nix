# The packages of the tree, and empty ones in place of some that nixpkgs has and the tree lacks.
{
  system ? builtins.currentSystem,
  overlays ? [ ],
  config ? { },
  ...
}@arguments:
let
  # Build systems that build-system-pkgs or locks take from nixpkgs' Python set.
  pythonPackages = [
    "hatch-jupyter-builder"
    "hatch-requirements-txt"
    "maturin"
    "ninja"
    "oldest-supported-numpy"
    "swig"
    "uv-dynamic-versioning"
    "versioneer"
  ];
  withPythonPackages =
    final: _:
    let
      empty = pname: {
        name = pname;
        value = final.buildPythonPackage {
          inherit pname;
          version = "1.0";
          pyproject = true;
          build-system = [ final.flit-core ];
          src = ./pkgs.nix;
          dontUnpack = true;
        };
      };
    in
    builtins.listToAttrs (map empty pythonPackages);

  programs = [
    "nixfmt"
    "nixfmt-tree"
    "pre-commit"
    "qemu-user"
    "shellcheck"
    "ugrep"
  ];
  withPrograms =
    final: prev:
    let
      empty = name: {
        inherit name;
        value = final.runCommand name { meta.mainProgram = name; } "mkdir $out";
      };
    in
    builtins.listToAttrs (map empty programs)
    // {
      # As in nixpkgs 26.11. The tree still has it.
      python310 = throw "nixpkgs has dropped python310";
      mkShell = final.callPackage ./mkshell.nix { };
      xorg = prev.xorg // {
        libx11 = prev.xorg.libX11;
      };
    };
in
import ./core (
  arguments
  // {
    config = config // {
      overlays = (config.overlays or { }) // {
        python = [ withPythonPackages ] ++ (config.overlays.python or [ ]);
      };
    };
    overlays = [ withPrograms ] ++ overlays;
  }
)
