# The functions of nixpkgs' `lib` that the stand-in or a tested overlay uses.
let
  inherit (builtins)
    attrNames
    compareVersions
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    functionArgs
    getAttr
    intersectAttrs
    isAttrs
    listToAttrs
    map
    mapAttrs
    removeAttrs
    replaceStrings
    stringLength
    substring
    ;

  isFunction =
    value: builtins.isFunction value || (value ? __functor && isFunction (value.__functor value));

  # The declared arguments of a function or a callable attribute set.
  argumentsOf =
    function: function.__functionArgs or (functionArgs (function.__functor or (_: function) function));

  sameArgumentsAs = original: function: {
    __functor = _: function;
    __functionArgs = argumentsOf original;
  };
in
rec {
  inherit
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    getAttr
    intersectAttrs
    isAttrs
    isFunction
    listToAttrs
    mapAttrs
    removeAttrs
    ;
  functionArgs = argumentsOf;
  setFunctionArgs = function: arguments: {
    __functor = _: function;
    __functionArgs = arguments;
  };
  inherit (builtins)
    all
    any
    attrValues
    concatLists
    elemAt
    head
    isList
    isString
    length
    splitVersion
    tail
    ;

  # Values
  id = value: value;
  const = value: _: value;
  nameValuePair = name: value: { inherit name value; };
  optional = condition: value: if condition then [ value ] else [ ];
  optionals = condition: values: if condition then values else [ ];
  optionalAttrs = condition: attributes: if condition then attributes else { };
  optionalString = condition: string: if condition then string else "";
  throwIf =
    condition: message: value:
    if condition then throw message else value;
  throwIfNot = condition: throwIf (!condition);
  assertMsg = condition: message: condition || throw message;
  warn = message: builtins.trace "warning: ${message}";
  warnIf = condition: message: if condition then warn message else id;

  # Attribute sets and lists
  genAttrs = names: make: listToAttrs (map (name: nameValuePair name (make name)) names);
  mapAttrsToList = make: attributes: map (name: make name attributes.${name}) (attrNames attributes);
  mapAttrs' = make: attributes: listToAttrs (mapAttrsToList make attributes);
  filterAttrs =
    keep: attributes:
    removeAttrs attributes (filter (name: !(keep name attributes.${name})) (attrNames attributes));
  findFirst =
    isWanted: default: values:
    builtins.head (filter isWanted values ++ [ default ]);
  take =
    count: values:
    if count == 0 || values == [ ] then
      [ ]
    else
      [ (builtins.head values) ] ++ take (count - 1) (builtins.tail values);
  unique = foldl' (seen: value: if elem value seen then seen else seen ++ [ value ]) [ ];

  # Strings
  # Of a separator, only `.` is special here.
  splitString =
    separator: string:
    filter isString (builtins.split (replaceStrings [ "." ] [ "\\." ] separator) string);
  makeBinPath = concatMapStringsSep ":" (package: "${package.bin or package}/bin");

  concatMapStrings = concatMapStringsSep "";
  concatMapStringsSep =
    separator: make: values:
    concatStringsSep separator (map make values);
  hasPrefix = prefix: string: substring 0 (stringLength prefix) string == prefix;
  hasSuffix =
    suffix: string:
    let
      start = stringLength string - stringLength suffix;
    in
    start >= 0 && substring start (stringLength suffix) string == suffix;
  removePrefix =
    prefix: string:
    if hasPrefix prefix string then
      substring (stringLength prefix) (stringLength string) string
    else
      string;
  removeSuffix =
    suffix: string:
    if hasSuffix suffix string then
      substring 0 (stringLength string - stringLength suffix) string
    else
      string;
  escapeShellArg = string: "'${replaceStrings [ "'" ] [ "'\\''" ] (toString string)}'";
  escapeShellArgs = concatMapStringsSep " " escapeShellArg;
  addMetaAttrs = meta: package: package // { meta = package.meta or { } // meta; };
  getLicenseFromSpdxId = spdxId: { inherit spdxId; };
  versionOlder = left: right: compareVersions left right < 0;
  versionAtLeast = left: right: !(versionOlder left right);

  # Packages
  isDerivation = value: value.type or null == "derivation";
  getExe = package: "${package}/bin/${package.meta.mainProgram or package.pname}";
  importTOML = path: builtins.fromTOML (builtins.readFile path);
  importJSON = path: builtins.fromJSON (builtins.readFile path);

  # Overlays
  fix =
    make:
    let
      final = make final;
    in
    final;

  extends =
    overlay: make: final:
    let
      prev = make final;
    in
    prev // overlay final prev;

  composeExtensions =
    first: second: final: prev:
    let
      changed = first final prev;
    in
    changed // second final (prev // changed);

  composeManyExtensions = foldl' composeExtensions (_: _: { });

  # An attribute set that accepts overlays, with a callPackage that finds its packages.
  makeScope =
    newScope: make:
    fix (
      self:
      {
        callPackage = self.newScope { };
      }
      // make self
      // {
        newScope = extra: newScope (self // extra);
        overrideScope = overlay: makeScope newScope (extends overlay make);
        packages = make;
      }
    );

  callPackageWith =
    available: functionOrFile: given:
    let
      function = if isFunction functionOrFile then functionOrFile else import functionOrFile;
    in
    makeOverridable function (intersectAttrs (argumentsOf function) available // given);

  # Adds `override` to the result of a function, which calls the function again with other arguments.
  makeOverridable =
    function: arguments:
    let
      result = function arguments;
      again = sameArgumentsAs function;
      override = again (
        change:
        makeOverridable function (arguments // (if isFunction change then change arguments else change))
      );
    in
    if isAttrs result then
      result
      // {
        inherit override;
      }
      // optionalAttrs (result ? overrideAttrs) {
        overrideAttrs =
          change:
          makeOverridable (again (newArguments: (function newArguments).overrideAttrs change)) arguments;
      }
    else if isFunction result then
      {
        __functor = _: result;
        __functionArgs = argumentsOf result;
        inherit override;
      }
    else
      result;
}
