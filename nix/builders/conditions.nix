# Facts that hold in some environments, or for some choices between conflicting extras and groups.
whole:
let
  inherit (builtins)
    all
    any
    concatMap
    filter
    foldl'
    isList
    listToAttrs
    zipAttrsWith
    ;
  inherit (whole) lock environment;

  named =
    names:
    listToAttrs (
      map (name: {
        inherit name;
        value = null;
      }) names
    );

  # Whether the conditions of a fact hold. `scopes` are names of environments, and literals: choices.
  holdsIn =
    scopes: fact:
    (fact ? environments -> any (scope: scopes ? ${scope}) fact.environments)
    && (fact ? when -> any (all (literal: scopes ? ${literal})) fact.when)
    && (fact ? places -> any (holdsIn scopes) fact.places);
  scopes = named [
    environment.kernel
    environment.system
    environment.minor
    environment.interpreter
    environment.onKernel
    environment.onSystem
    environment.name
  ];
  fits = holdsIn (scopes // whole.literals or { });

  # The data of a package, with the conditional dependencies that apply here.
  settle =
    data:
    let
      here = [ data ] ++ filter fits data.conditional;
      together = foldl' (needs: more: needs // more) { };
      edges = attribute: together (map (fact: fact.${attribute} or { }) here);
      sections = attribute: zipAttrsWith (_: together) (map (fact: fact.${attribute} or { }) here);
    in
    data
    // {
      dependencies = edges "dependencies";
      build-system = edges "build-system";
      optional-dependencies = sections "optional-dependencies";
      dependency-groups = sections "dependency-groups";
    };
  settled =
    name:
    let
      entry = lock.packages.${name};
      data = if isList entry then builtins.head (filter fits entry) else entry;
      isThere = if isList entry then any fits entry else fits entry;
    in
    if isThere then
      [
        {
          inherit name;
          value = if data ? conditional then settle data else data;
        }
      ]
    else
      [ ];
in
{
  inherit
    named
    holdsIn
    scopes
    fits
    ;
  settle = data: if data ? conditional then settle data else data;

  # The packages in this environment, for these choices.
  fitting =
    removeAttrs lock.packages (lock.varying or [ ])
    // listToAttrs (concatMap settled (lock.varying or [ ]));
}
