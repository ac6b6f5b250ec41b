# Facts that hold in some environments, or for some choices between conflicting extras and groups.
{
  inherit (builtins)
    all
    any
    concatMap
    filter
    foldl'
    mapAttrs
    ;

  # A set with these names, which costs no call for each.
  named = builtins.groupBy toString;
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
      sections = # with sections
        attribute:
        foldl' (
          sections: fact:
          sections // mapAttrs (name: more: sections.${name} or { } // more) (fact.${attribute} or { })
        ) (data.${attribute} or { }) facts;
    in
    data
    // {
      dependencies = edges "dependencies";
      ${if data ? build-system then "build-system" else null} = edges "build-system"; # with conditional-builds
      optional-dependencies = sections "optional-dependencies"; # with sections
      dependency-groups = sections "dependency-groups"; # with sections
    };
  # A package, in a list; no package if it is not in this environment.
  settled = # with varying
    name:
    let
      entry = lock.packages.${name};
    in
    map (data: {
      inherit name;
      value = data; # without conditional
      value = if data ? conditional then settle data else data; # with conditional
    }) (filter fits (if builtins.isList entry then entry else [ entry ]));
  # Packages that are there or not are grouped by their environments: evaluation looks at each group, not at each package.
  absent = [ ]; # without restricted
  absent = concatMap (group: if fits group then [ ] else group.packages) (lock.restricted or [ ]); # with restricted
  # The packages in this environment, for these choices.
  fitting = removeAttrs lock.packages absent; # without varying
  varying = lock.varying or [ ]; # with varying
  fitting = # with varying
    removeAttrs lock.packages (absent ++ varying) // builtins.listToAttrs (concatMap settled varying);
}
