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
  inherit (pkgs) lib;
  inherit (pkgs.callPackage pyproject-nix.build.util { }) mkApplication;
  meta = package.meta or { };
  license = lib.optionalAttrs (meta ? license && lib.isString meta.license) {
    license = import ./license.nix { inherit lib; } meta.license;
  };
in
import ./with-main-program.nix mainProgram (
  import ./with-programs.nix { inherit pkgs; } venv (mkApplication {
    inherit venv;
    package = package // {
      meta = meta // license;
    };
  })
)
