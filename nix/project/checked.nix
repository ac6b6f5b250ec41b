# Returns the arguments of a function, or throws if one has a wrong type.
{ lib }:
let
  inherit (import ../builders/messages.nix) fail;
  inherit (builtins) isBool isPath toJSON;

  # Describes a value, which may be a package or a function and cannot be printed.
  described =
    value:
    if isPath value then
      toString value
    else if lib.isFunction value then
      "a function"
    else if lib.isDerivation value then
      "the package ${value.name}"
    else if lib.isAttrs value then
      if value == { } then
        "an empty attribute set"
      else
        "an attribute set with ${lib.concatStringsSep ", " (lib.attrNames value)}"
    else if lib.isList value then
      "a list of length ${toString (lib.length value)}"
    else
      toJSON value;

  isText = value: lib.isString value;
  isListOf = check: value: lib.isList value && lib.all check value;
  orNull = check: value: value == null || check value;

  kinds = {
    # A path may also be a string, such as the store path of a flake's input.
    folder = {
      check = value: isPath value || value ? outPath || (isText value && lib.hasPrefix "/" value);
      wanted = "a path, such as ./app";
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
      wanted = ''an attribute set of packages with their extras and groups, such as { app = [ "web" ]; }, or null'';
    };
    set = {
      check = orNull lib.isAttrs;
      wanted = "an attribute set, or null";
    };
    overlays = {
      check = isListOf lib.isFunction;
      wanted = "a list of overlays, such as [ (final: prev: { }) ]";
    };
    collisions = {
      check = value: isBool value || isListOf isText value;
      wanted = ''a list of patterns, such as [ "*/backports/__init__.py" ], or true'';
    };
    text = {
      check = isText;
      wanted = "a string";
    };
    version = {
      check = orNull isText;
      wanted = ''a version, such as "3.12.7", or null'';
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
# `kindOf` maps the names of arguments to kinds; `given` are the arguments.
function: kindOf: given:
let
  wrong = lib.filter (name: kindOf ? ${name} && !(kinds.${kindOf.${name}}.check given.${name})) (
    lib.attrNames given
  );
  name = lib.head wrong;
in
if wrong == [ ] then
  given
else
  fail "argument" ''
    the argument ${name} of ${function} is ${described given.${name}}.
    Set it to ${kinds.${kindOf.${name}}.wanted}.''
