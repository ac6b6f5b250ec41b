# Evaluates the conditions in the data: in which environments something applies, and for which
# choices between conflicting extras and groups. `call` is the function that makes the overlay, for
# messages.
call: lock:
let
  inherit (builtins)
    all
    any
    attrNames
    concatLists
    concatMap
    concatStringsSep
    filter
    foldl'
    head
    length
    listToAttrs
    zipAttrsWith
    ;

  named =
    names:
    listToAttrs (
      map (name: {
        inherit name;
        value = null;
      }) names
    );

  # Whether the conditions of a fact hold. `scopes` are names of environments and literals.
  holdsIn =
    scopes: fact:
    (fact ? environments -> any (scope: scopes ? ${scope}) fact.environments)
    && (fact ? when -> any (all (literal: scopes ? ${literal})) fact.when)
    && (fact ? places -> any (holdsIn scopes) fact.places);

  choice =
    item:
    if item ? extra then
      "${item.package}[${item.extra}]"
    else if item ? group then
      "${item.package}:${item.group}"
    else
      item.package;
  items = concatLists (lock.conflicts or [ ]);
  literals =
    chosen: named (map (name: if chosen ? ${name} then name else "not ${name}") (map choice items));

  # The dependencies in `data`, with the conditional ones that apply here.
  needsIn =
    fits: data:
    let
      here = [ data ] ++ filter fits data.conditional;
      together = foldl' (needs: more: needs // more) { };
      edges = attribute: together (map (fact: fact.${attribute} or { }) here);
      sections = attribute: zipAttrsWith (_: together) (map (fact: fact.${attribute} or { }) here);
    in
    if data ? conditional then
      {
        dependencies = edges "dependencies";
        build-system = edges "build-system";
        optional-dependencies = sections "optional-dependencies";
        dependency-groups = sections "dependency-groups";
      }
    else
      data;

  # The packages, extras and groups that a dependency specification activates in these scopes.
  chosenBy =
    scopes: dependencies:
    let
      asked = named (
        concatMap (
          package:
          [ package ]
          ++ concatMap (name: [
            "${package}[${name}]"
            "${package}:${name}"
          ]) dependencies.${package}
        ) (attrNames dependencies)
      );
      activations = lock.activations or [ ];
      bring =
        chosen: _:
        let
          isBrought =
            activation: chosen ? ${activation.choice} && holdsIn (scopes // literals chosen) activation;
        in
        asked // named (map (activation: activation.brings) (filter isBrought activations));
      # Each round starts from the choices of the previous one, and drops those that no longer hold.
      chosen = foldl' bring asked (activations ++ activations);
      clashes = filter (both: length both > 1) (
        map (set: filter (name: chosen ? ${name}) (map choice set)) lock.conflicts
      );
    in
    if clashes == [ ] then
      chosen
    else
      throw ''
        uvnix: ${concatStringsSep " and " (head clashes)} exclude each other (`conflicts` in pyproject.toml).
        Select one of them: `${call} { dependencies = { … }; }`.'';

  # Extras and groups that are not selected throw: the set has other versions of their packages, or none.
  refusals =
    chosen: kind:
    zipAttrsWith (_: foldl' (refused: one: refused // one) { }) (
      map (item: {
        ${item.package}.${item.${kind}} = throw ''
          uvnix: ${choice item} is not selected for this package set, and it excludes others.
          Select it: `${call} { dependencies = { … }; }`.'';
      }) (filter (item: item ? ${kind} && !(chosen ? ${choice item})) items)
    );
in
{
  inherit
    named
    holdsIn
    needsIn
    items
    literals
    chosenBy
    refusals
    ;
}
