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

  choice =
    item:
    if item ? extra then
      "${item.package}[${item.extra}]"
    else if item ? group then
      "${item.package}:${item.group}"
    else
      item.package;
  conflictItems = builtins.concatLists (lock.conflicts or [ ]);
  literalsOf =
    chosen:
    named (map (name: if chosen ? ${name} then name else "not ${name}") (map choice conflictItems));

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
      isBrought = activation: chosen ? ${activation.choice} && holdsIn (literalsOf chosen) activation;
    in
    asked // named (map (activation: activation.brings) (filter isBrought activations));
  # Each round starts from the choices of the previous one, and drops those that no longer hold.
  chosen = foldl' bring asked (activations ++ activations);
  clashes = filter (both: builtins.length both > 1) (
    map (set: filter (name: chosen ? ${name}) (map choice set)) (lock.conflicts or [ ])
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
        ${choice item} is not selected for this package set, and it excludes others.
        Select it: `${call} { dependencies = { … }; }`.'';
    }
  ) (filter (item: (item ? extra || item ? group) && !(chosen ? ${choice item})) conflictItems);
}
