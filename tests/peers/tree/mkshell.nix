# A development shell with its inputs, for evaluations.
{ lib, stdenv }:
{
  name ? "nix-shell",
  packages ? [ ],
  inputsFrom ? [ ],
  shellHook ? "",
  ...
}@arguments:
let
  gathered =
    kind: arguments.${kind} or [ ] ++ lib.concatMap (shell: shell.${kind} or [ ]) inputsFrom;
in
stdenv.mkDerivation (
  removeAttrs arguments [
    "packages"
    "inputsFrom"
  ]
  // {
    inherit name shellHook;
    buildInputs = gathered "buildInputs";
    nativeBuildInputs = packages ++ gathered "nativeBuildInputs";
    propagatedBuildInputs = gathered "propagatedBuildInputs";
    dontUnpack = true;
    installPhase = "touch $out";
  }
)
