# A dependency specification, if it names nothing but what there is.
{ lib, workspace }:
{
  # Who has it, such as `dependencies of mkProject`.
  of,
  # Where it is looked for.
  pythonSet,
}:
dependencies:
let
  inherit (workspace.deps) all;
  members = lib.concatStringsSep ", " (lib.attrNames all);

  unknown =
    name: asked:
    if !(lib.isDerivation (pythonSet.${name} or null)) then
      [ "the package ${name}; there are the members ${members}, and what they need" ]
    else if all ? ${name} then
      map (
        extra: "${name}[${extra}]; its extras and groups are ${lib.concatStringsSep ", " all.${name}}"
      ) (lib.filter (extra: !(lib.elem extra all.${name})) asked)
    else
      [ ];
  wrong = lib.concatLists (lib.mapAttrsToList unknown dependencies);
in
lib.throwIf (wrong != [ ]) ''
  uvnix: ${of} names what uv.nix does not have:
    ${lib.concatStringsSep "\n  " wrong}
  Correct it, or run `uv lock` and `uvnix lock2nix` if it is new.'' dependencies
