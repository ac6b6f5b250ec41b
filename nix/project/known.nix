# Returns a dependency specification, or throws if it names an unknown package, extra or group.
{
  lib,
  workspace,
  # The generated file, and the command that writes it.
  file,
  command,
}:
{
  # Where the specification comes from, such as `dependencies of mkProject`.
  of,
  # The package set that must have the packages.
  pythonSet,
}:
dependencies:
let
  inherit (import ../builders/messages.nix) fail;
  inherit (workspace.deps) all;
  listed = names: if names == [ ] then "none" else lib.concatStringsSep ", " names;

  unknown =
    name: asked:
    if !(lib.isDerivation (pythonSet.${name} or null)) then
      [ "package ${name} (members: ${listed (lib.attrNames all)})" ]
    else if all ? ${name} then
      map (extra: "${name}[${extra}] (extras and groups of ${name}: ${listed all.${name}})") (
        lib.filter (extra: !(lib.elem extra all.${name})) asked
      )
    else
      [ ];
  wrong = lib.concatLists (lib.mapAttrsToList unknown dependencies);
in
if wrong == [ ] then
  dependencies
else
  fail "unknown_dependency" ''
    ${of} names packages, extras or groups that ${file} does not contain:
      ${lib.concatStringsSep "\n  " wrong}
    Fix the names. If they are new in pyproject.toml, lock again and run `${command}`.''
