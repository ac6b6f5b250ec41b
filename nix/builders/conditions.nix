# Facts that hold in some environments, or for some choices between conflicting extras and groups.
{
  inherit (builtins)
    all
    any
    concatMap
    filter
    foldl'
    head
    isList
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
  # Whether the conditions of a fact hold. `scopes` are names of environments, and literals: choices.
  holdsIn =
    scopes: fact:
    (fact ? environments -> any (scope: scopes ? ${scope}) fact.environments)
    && (fact ? when -> any (all (literal: scopes ? ${literal})) fact.when)
    && (fact ? places -> any (holdsIn scopes) fact.places);
  scopes = named [
    kernel
    system
    minor
    interpreter
    onKernel
    onSystem
    environment
  ];
  fits = holdsIn (scopes // literals);

  # The data of a package, with the conditional dependencies that apply here.
  settle =
    data:
    let
      here = [ data ] ++ filter fits data.conditional;
      together = foldl' (needs: more: needs // more) { };
      edges = attribute: together (map (fact: fact.${attribute} or { }) here);
      sections = attribute: zipAttrsWith (_: together) (map (fact: fact.${attribute} or { }) here);
    in
    if !(data ? conditional) then
      data
    else
      data
      // {
        dependencies = edges "dependencies";
        build-system = edges "build-system";
        optional-dependencies = sections "optional-dependencies";
        dependency-groups = sections "dependency-groups";
      };
  # A package, in a list; no package if it is not in this environment.
  settled =
    name:
    let
      entry = lock.packages.${name};
      variants = filter fits (if isList entry then entry else [ entry ]);
    in
    map (data: {
      inherit name;
      value = settle data;
    }) (if variants == [ ] then [ ] else [ (head variants) ]);
  # The packages in this environment, for these choices.
  fitting =
    removeAttrs lock.packages (lock.varying or [ ])
    // listToAttrs (concatMap settled (lock.varying or [ ]));
}
