# Facts that hold in some environments, or for some choices between conflicting extras and groups.
{
  inherit (builtins)
    all
    any
    concatMap
    filter
    foldl'
    ;

  named = names: lib.genAttrs names (_: null);
  # Whether the conditions of a fact hold. Literals are choices.
  holdsIn =
    literals: fact:
    (fact ? environments -> removeAttrs scopes fact.environments != scopes)
    && (fact ? when -> any (all (literal: literals ? ${literal})) fact.when) # with conflicts
    && (fact ? places -> any (holdsIn literals) fact.places); # with places
  scopes = named [
    kernel
    system
    minor
    interpreter # with splits
    onKernel
    onSystem
    environment # with splits
  ];
  fits = holdsIn { }; # without conflicts
  fits = holdsIn literals; # with conflicts

  # The data of such a package, with the conditional dependencies that apply here.
  settle = # with conditional
    data:
    let
      facts = filter fits data.conditional;
      edges =
        attribute: foldl' (edges: fact: edges // fact.${attribute} or { }) (data.${attribute} or { }) facts;
      together = foldl' (needs: more: needs // more) { }; # with sections
      sections = # with sections
        attribute: builtins.zipAttrsWith (_: together) (builtins.catAttrs attribute ([ data ] ++ facts));
    in
    data
    // {
      dependencies = edges "dependencies";
      ${if data ? build-system then "build-system" else null} = edges "build-system"; # with conditional-builds
      optional-dependencies = sections "optional-dependencies"; # with sections
      dependency-groups = sections "dependency-groups"; # with sections
    };
  # A package, in a list; no package if it is not in this environment.
  settled =
    name:
    let
      entry = lock.packages.${name};
    in
    map (data: {
      inherit name;
      value = data; # without conditional
      value = if data ? conditional then settle data else data; # with conditional
    }) (filter fits (if builtins.isList entry then entry else [ entry ]));
  # The packages in this environment, for these choices.
  fitting =
    removeAttrs lock.packages (lock.varying or [ ])
    // builtins.listToAttrs (concatMap settled (lock.varying or [ ]));
}
