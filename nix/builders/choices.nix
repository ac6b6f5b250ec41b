# What holds where: in which environments, and where conflicts are declared for which choices.
# The function that makes the overlay, for messages.
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

  # Whether a fact holds, when these scopes and literals do.
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

  # What something needs, with what it needs in some places only.
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

  # All that a dependency specification chooses, in an environment with these scopes.
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
      # Each round sees what the one before has brought, and takes back what that rules out.
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
        Choose one of them: ${call} { dependencies = { … }; }'';

  # What was not chosen has its packages in other versions, or not at all.
  refusals =
    chosen: kind:
    zipAttrsWith (_: foldl' (refused: one: refused // one) { }) (
      map (item: {
        ${item.package}.${item.${kind}} = throw ''
          uvnix: ${choice item} was not chosen for this package set, and it excludes others.
          Choose it: ${call} { dependencies = { … }; }'';
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
