# The programs of a package, without the interpreter and the activation scripts of their environment.
{ pkgs, pyproject-nix }:
{
  # The environment that the programs run in, and the package from its set.
  venv,
  package,
  # The program that `nix run` starts; null: the one with the name of the package.
  mainProgram ? null,
}:
let
  inherit (pkgs.callPackage pyproject-nix.build.util { }) mkApplication;
in
import ./with-main-program.nix mainProgram (
  import ./with-programs.nix { inherit pkgs; } venv (mkApplication {
    inherit venv package;
  })
)
