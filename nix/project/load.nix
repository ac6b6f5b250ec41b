# A file that `uvnix lock2nix` wrote, or what to do where there is none.
{ lib }:
{
  # Whose argument says where the file is, and what it says.
  function,
  argument,
  value,
  file,
  # What the file has to answer.
  call,
  # How it is written.
  command,
}:
let
  workspace = import file;
  name = baseNameOf (toString file);
in
if !(builtins.pathExists file) then
  throw ''
    uvnix: ${argument} of ${function} is ${toString value}, and there is no ${name}.
    Set ${argument} to where the project is; or write the file with `${command}`, and `git add` it: a flake sees only what git knows.''
else if !(lib.isAttrs workspace && workspace ? ${call}) then
  throw ''
    uvnix: ${argument} of ${function} is ${toString value}, and ${name} there has no `${call}`.
    Write the file anew with `${command}`.''
else
  workspace
