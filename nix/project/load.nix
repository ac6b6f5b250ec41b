# Imports a file that `uvnix lock2nix` wrote, or throws with the command that writes it.
{ lib }:
{
  # The function and the argument that say where the file is, and the value of the argument.
  function,
  argument,
  value,
  file,
  # A function that the file must have.
  call,
  # The command that writes the file.
  command,
}:
let
  inherit (import ../builders/messages.nix) fail;
  workspace = import file;
  name = baseNameOf (toString file);
in
if !(builtins.pathExists file) then
  fail "no_uv_nix" ''
    the argument ${argument} of ${function} is ${toString value}, but there is no ${name}.
    Fix ${argument}, or run `${command}` and `git add ${name}`: a flake sees only files that git tracks.''
else if !(lib.isAttrs workspace && workspace ? ${call}) then
  fail "unusable_uv_nix" ''
    the argument ${argument} of ${function} is ${toString value}, but its ${name} has no `${call}`.
    Run `${command}` to write the file again.''
else
  workspace
