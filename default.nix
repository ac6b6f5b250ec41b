# uvnix without flakes: the package, and the functions for projects and scripts.
{
  pkgs ? import <nixpkgs> { },
  # An imported checkout of pyproject.nix, for the functions.
  pyproject-nix ? throw "uvnix: pass `pyproject-nix = import sources.pyproject-nix { inherit (pkgs) lib; }`",
}:
let
  uvnix = pkgs.callPackage ./nix/package.nix { };
  of = file: arguments: import file ({ inherit pkgs pyproject-nix uvnix; } // arguments);
in
{
  inherit uvnix;
  mkProject = of ./nix/mk-project.nix;
  mkScript = of ./nix/mk-script.nix;
  checkFresh = arguments: import ./nix/check-fresh.nix ({ inherit pkgs uvnix; } // arguments);
}
