# A package's programs without the rest of their environment: no interpreter, no activation scripts.
{ pkgs, pyproject-nix }:
{
  # The environment that they run in, and the package of its set.
  venv,
  package,
  # What `nix run` starts; null: the program that is called like the package.
  mainProgram ? null,
}:
let
  inherit (pkgs.callPackage pyproject-nix.build.util { }) mkApplication;
in
import ./with-main-program.nix mainProgram (mkApplication {
  inherit venv package;
})
