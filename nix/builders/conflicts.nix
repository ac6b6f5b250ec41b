# Choices between extras and groups that exclude each other.
{
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    filter
    foldl'
    head
    ;

  withChoice =
    item:
    item
    // {
      choice =
        if item ? extra then
          "${item.package}[${item.extra}]"
        else if item ? group then
          "${item.package}:${item.group}"
        else
          item.package;
    };
  conflictSets = map (map withChoice) (lock.conflicts or [ ]);
  conflictItems = builtins.concatLists conflictSets;
  choicesOf = builtins.catAttrs "choice";
  literalsOf =
    chosen:
    named (map (name: if chosen ? ${name} then name else "not ${name}") (choicesOf conflictItems));

  # The packages, extras and groups that the dependency specification activates.
  wanted = if dependencies == null then deps.default else dependencies; # with project
  wanted = if dependencies == null then { } else dependencies; # without project
  asked = named (
    concatMap (
      package:
      [ package ]
      ++ concatMap (name: [
        "${package}[${name}]"
        "${package}:${name}"
      ]) wanted.${package}
    ) (attrNames wanted)
  );
  activations = lock.activations or [ ];
  bring =
    chosen: _:
    let
      holds = holdsIn (literalsOf chosen);
      isBrought = activation: chosen ? ${activation.choice} && holds activation;
    in
    asked // named (map (activation: activation.brings) (filter isBrought activations));
  # Each round starts from the choices of the previous one, and drops those that no longer hold.
  chosen = foldl' bring asked (activations ++ activations);
  clashes = filter (both: builtins.length both > 1) (
    map (set: filter (name: chosen ? ${name}) (choicesOf set)) conflictSets
  );
  literals =
    if clashes == [ ] then
      literalsOf chosen
    else
      fail "conflict" ''
        ${concatStringsSep " and " (head clashes)} exclude each other (`conflicts` in pyproject.toml).
        Select one of them: `${call} { dependencies = { … }; }`.'';

  # The set has other versions of the packages of extras and groups that are not selected, or none.
  unselected = map (
    item:
    item
    // {
      refusal = fail "not_selected" ''
        ${item.choice} is not selected for this package set, and it excludes others.
        Select it: `${call} { dependencies = { … }; }`.'';
    }
  ) (filter (item: (item ? extra || item ? group) && !(chosen ? ${item.choice})) conflictItems);
}
