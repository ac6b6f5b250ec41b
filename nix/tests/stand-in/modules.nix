# The part of nixpkgs' module system that a flake-parts module uses, with the same error messages.
{ lib }:
let
  inherit (builtins)
    isBool
    isPath
    isString
    toJSON
    ;
  inherit (lib)
    all
    attrNames
    concatMap
    concatStringsSep
    filter
    foldl'
    head
    isAttrs
    isFunction
    isList
    length
    mapAttrs
    ;

  # ---- types

  equalOrThrow =
    path: definitions:
    let
      values = map (definition: definition.value) definitions;
    in
    lib.throwIf (
      !(all (value: value == head values) values)
    ) "The option `${concatStringsSep "." path}' has conflicting definition values" (head values);

  mkOptionType =
    {
      name,
      description ? name,
      descriptionClass ? null,
      check ? (_: true),
      merge ? equalOrThrow,
    }:
    {
      inherit
        name
        description
        descriptionClass
        check
        merge
        ;
    };

  noun =
    description: check:
    mkOptionType {
      name = description;
      inherit description check;
      descriptionClass = "noun";
    };

  # A type within the description of another.
  phrase =
    plain: type:
    if lib.elem type.descriptionClass plain then type.description else "(${type.description})";

  shown =
    value:
    if isPath value then
      toString value
    else if isFunction value then
      "<function>"
    else if isList value then
      "[ ${concatStringsSep " " (map shown value)} ]"
    else if isAttrs value then
      "{ ${concatStringsSep " " (map (name: "${name} = …;") (attrNames value))} }"
    else
      toJSON value;

  # The definitions that no other overrides. `mkDefault` gives one a lower priority.
  prevailing =
    definitions:
    let
      isDefault = definition: definition.value._type or null == "override";
      stated = filter (definition: !(isDefault definition)) definitions;
    in
    if stated != [ ] then
      stated
    else
      map (definition: definition // { value = definition.value.content; }) definitions;

  # Returns the value of an option, or throws if it has another type.
  typed =
    path: type: given:
    let
      definitions = prevailing given;
      wrong = filter (definition: !(type.check definition.value)) definitions;
    in
    lib.throwIf (wrong != [ ]) ''
      A definition for option `${concatStringsSep "." path}' is not of type `${type.description}'. Definition values:
      - ${shown (head wrong).value}'' (type.merge path definitions);

  types = {
    raw = noun "raw value" (_: true);
    bool = noun "boolean" isBool;
    str = noun "string" isString;
    package = noun "package" lib.isDerivation;
    path = noun "absolute path" (
      value: isPath value || value ? outPath || (isString value && lib.hasPrefix "/" value)
    );

    enum =
      values:
      mkOptionType {
        name = "enum";
        description = "one of ${lib.concatMapStringsSep ", " toJSON values}";
        descriptionClass = "conjunction";
        check = value: lib.elem value values;
      };

    nullOr =
      type:
      mkOptionType {
        name = "nullOr";
        description = "null or ${phrase [ "noun" "conjunction" ] type}";
        descriptionClass = "conjunction";
        check = value: value == null || type.check value;
        merge =
          path: definitions:
          if all (definition: definition.value == null) definitions then
            null
          else
            type.merge path definitions;
      };

    either =
      one: other:
      mkOptionType {
        name = "either";
        description = "${phrase [ "noun" "conjunction" ] one} or ${
          phrase [ "noun" "conjunction" "composite" ] other
        }";
        descriptionClass = "conjunction";
        check = value: one.check value || other.check value;
        merge =
          path: definitions:
          (if one.check (head definitions).value then one else other).merge path definitions;
      };

    listOf =
      type:
      mkOptionType {
        name = "listOf";
        description = "list of ${phrase [ "noun" "composite" ] type}";
        descriptionClass = "composite";
        check = isList;
        merge =
          path: concatMap (definition: map (value: typed path type [ { inherit value; } ]) definition.value);
      };

    attrsOf =
      type:
      mkOptionType {
        name = "attrsOf";
        description = "attribute set of ${phrase [ "noun" "composite" ] type}";
        descriptionClass = "composite";
        check = isAttrs;
        merge =
          path: definitions:
          builtins.zipAttrsWith (
            name: values: typed (path ++ [ name ]) type (map (value: { inherit value; }) values)
          ) (map (definition: definition.value) definitions);
      };

    deferredModule = mkOptionType {
      name = "deferredModule";
      description = "module";
      merge = _: definitions: { imports = map (definition: definition.value) definitions; };
    };
  };

  # ---- modules

  isOption = value: value._type or null == "option";

  load =
    arguments: module:
    let
      value = if isPath module then import module else module;
      made = if isFunction value then value arguments else value;
    in
    concatMap (load arguments) made.imports or [ ]
    ++ [
      {
        options = made.options or { };
        config =
          if made ? options || made ? config then made.config or { } else removeAttrs made [ "imports" ];
      }
    ];

  # Several modules may declare an option if its type consists of modules.
  declared = builtins.zipAttrsWith (
    _: found:
    if all isOption found then
      foldl' (one: more: one // more) { } found
      // {
        modules = concatMap (option: option.modules or [ ]) found;
      }
    else
      declared found
  );

  evaluated =
    path: options: configs:
    let
      unknown = filter (name: !(options ? ${name})) (concatMap attrNames configs);
    in
    lib.throwIf (unknown != [ ])
      "The option `${concatStringsSep "." (path ++ [ (head unknown) ])}' does not exist."
      (
        mapAttrs (
          name: option:
          let
            here = path ++ [ name ];
            given = concatMap (config: lib.optional (config ? ${name}) config.${name}) configs;
            definitions = map (value: { inherit value; }) given;
          in
          if !isOption option then
            evaluated here option given
          else if given == [ ] && !(option ? default) then
            throw "The option `${concatStringsSep "." here}' was accessed but has no value defined. Try setting the option."
          else if given == [ ] then
            typed here option.type [ { value = option.default; } ]
          else
            lib.throwIf (option.readOnly or false && length given > (if option ? default then 0 else 1))
              "The option `${concatStringsSep "." here}' is read-only, but it's set multiple times."
              (typed here option.type definitions)
        ) options
      );
in
{
  inherit types mkOptionType;
  mkOption = option: option // { _type = "option"; };
  mkDefault = content: {
    _type = "override";
    inherit content;
  };
  mergeOneOption = equalOrThrow;
  literalExpression = text: {
    _type = "literalExpression";
    inherit text;
  };

  # `mkIf`, `mkMerge` and `mkForce` are missing: the tested modules do not use them.
  evalModules =
    {
      modules,
      specialArgs ? { },
      prefix ? [ ],
    }:
    let
      loaded = concatMap (load (specialArgs // { inherit config; })) modules;
      options = declared (map (module: module.options) loaded);
      config = evaluated prefix options (map (module: module.config) loaded);
    in
    {
      inherit config options;
    };
}
