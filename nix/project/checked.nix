# The arguments of a function, if each is of its kind.
{ lib }:
let
  inherit (builtins) isPath toJSON;

  # What was found, in words: a package or a function cannot be printed.
  described =
    value:
    if isPath value then
      toString value
    else if lib.isFunction value then
      "a function"
    else if lib.isDerivation value then
      "the package ${value.name}"
    else if lib.isAttrs value then
      "a set of ${if value == { } then "nothing" else lib.concatStringsSep ", " (lib.attrNames value)}"
    else if lib.isList value then
      "a list of ${toString (lib.length value)}"
    else
      toJSON value;

  isText = value: lib.isString value;
  isListOf = check: value: lib.isList value && lib.all check value;
  orNull = check: value: value == null || check value;

  kinds = {
    # A string of the store is one too, such as that of a flake's input.
    folder = {
      check = value: isPath value || value ? outPath || (isText value && lib.hasPrefix "/" value);
      wanted = "a path, such as ./.";
    };
    package = {
      check = lib.isDerivation;
      wanted = "a package, such as pkgs.python313";
    };
    packages = {
      check = isListOf lib.isDerivation;
      wanted = "a list of packages, such as [ pkgs.ruff ]";
    };
    sourcePreference = {
      check = value: value == "wheel" || value == "sdist";
      wanted = ''"wheel" or "sdist"'';
    };
    specification = {
      check = orNull (value: lib.isAttrs value && lib.all (isListOf isText) (lib.attrValues value));
      wanted = ''packages with their extras and groups, such as { app = [ "web" ]; }'';
    };
    set = {
      check = orNull lib.isAttrs;
      wanted = "a set, or null";
    };
    overlays = {
      check = isListOf lib.isFunction;
      wanted = "a list of overlays, such as [ (final: prev: { }) ]";
    };
    text = {
      check = isText;
      wanted = "a string";
    };
    name = {
      check = orNull isText;
      wanted = "a name, or null";
    };
    names = {
      check = isListOf isText;
      wanted = ''a list of strings, such as [ "app" ]'';
    };
    namesOrNull = {
      check = orNull (isListOf isText);
      wanted = ''a list of strings, such as [ "app" ], or null'';
    };
  };
in
# The kinds by the names of the arguments, and the arguments as they were given.
function: kindOf: given:
let
  wrong = lib.filter (name: kindOf ? ${name} && !(kinds.${kindOf.${name}}.check given.${name})) (
    lib.attrNames given
  );
  name = lib.head wrong;
in
lib.throwIf (wrong != [ ]) ''
  uvnix: ${name} of ${function} is ${described given.${name}}.
  Set it to ${kinds.${kindOf.${name}}.wanted}.'' given
