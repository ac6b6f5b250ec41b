# Parses `requires-python` into the form of pyproject.nix, for its `lib.util.filterPythonInterpreters`.
# Versions follow PEP 440.
text:
let
  inherit (builtins)
    elemAt
    filter
    fromJSON
    isString
    match
    split
    ;

  texts = separator: text: filter (part: isString part && part != "") (split separator text);

  spellings = {
    alpha = "a";
    beta = "b";
    c = "rc";
    pre = "rc";
    preview = "rc";
    rev = "post";
    r = "post";
  };

  number = digits: if digits == "*" then "*" else fromJSON (elemAt (match "0*([0-9]+)" digits) 0);

  # The part of a version that begins with one of these words, with the number after it.
  modifier =
    word: modifiers:
    let
      parts = match "(.*[^a-z])?(${word})[-_.]?([0-9]*)([^a-z0-9].*)?" modifiers;
      spelled = elemAt parts 1;
    in
    if parts == null then
      null
    else
      {
        type = spellings.${spelled} or spelled;
        value = number (if elemAt parts 2 == "" then "0" else elemAt parts 2);
      };

  version =
    text:
    let
      parts = match "v?(([0-9]+)!)?([0-9]+([.]([0-9]+|[*]))*)([^+]*)[+]?(.*)" text;
      modifiers = elemAt parts 5;
      epoch = elemAt parts 1;
      local = elemAt parts 6;
    in
    {
      epoch = if epoch == null then 0 else number epoch;
      release = map number (texts "[.]" (elemAt parts 2));
      pre = modifier "alpha|beta|preview|pre|rc|a|b|c" modifiers;
      post = modifier "post|rev|r" modifiers;
      dev = modifier "dev" modifiers;
      local = if local == "" then null else local;
      str = text;
    };

  specifier =
    text:
    let
      parts = match "[[:space:]]*([=<>!~]+)[[:space:]]*([^[:space:]]+)[[:space:]]*" text;
    in
    {
      op = elemAt parts 0;
      version = version (elemAt parts 1);
    };
in
map specifier (texts "," text)
