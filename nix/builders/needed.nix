# The dependencies of packages in nixpkgs' Python sets, which support neither extras nor cycles. An extra
# becomes the packages that it stands for. A dependency that was cut to break a cycle becomes a dependency
# of the packages that need the cycle.
{
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    foldl'
    genericClosure
    ;

  needsOf = name: present.${name};
  # The dependency cycles in this environment.
  cycles = lock.cycles or [ ]; # without conditions
  cycles = filter fits (lock.cycles or [ ]); # with conditions

  namedAs =
    value: names:
    builtins.listToAttrs (
      map (name: {
        inherit name value;
      }) names
    );
  unique = names: attrNames (namedAs null names);

  node = name: extra: {
    key = "${name}@${extra}";
    inherit name extra;
  };
  nodes =
    specification:
    concatMap (name: map (node name) ([ "" ] ++ specification.${name})) (attrNames specification);

  # The packages that a specification names, and those that its extras name. Most have no extras.
  direct =
    specification:
    if builtins.concatLists (builtins.attrValues specification) == [ ] then
      attrNames specification
    else
      unique (
        map (reached: reached.name) (genericClosure {
          startSet = nodes specification;
          operator =
            { name, extra, ... }:
            if extra == "" then [ ] else nodes ((needsOf name).optional-dependencies or { }).${extra} or { };
        })
      );
  neededBy = name: direct (removeAttrs ((needsOf name).dependencies or { }) [ name ]);

  cycleOf = foldl' (all: cycle: all // namedAs cycle cycle.packages) { } cycles;

  # A package, and the packages of its cycle that it needs.
  mates =
    name:
    map (reached: reached.key) (genericClosure {
      startSet = [ { key = name; } ];
      operator =
        { key }:
        map (key: { inherit key; }) (filter (other: elem other cycleOf.${name}.packages) (neededBy key));
    });
  withMates = name: if cycleOf ? ${name} then mates name else [ name ];
  # What these packages bring, without the package itself.
  others =
    name: bring: packages:
    let
      all = if cycleOf == { } then packages else unique (concatMap bring packages);
    in
    if elem name all then filter (other: other != name) all else all;

  needed = {
    # The dependencies of a package's derivation.
    dependencies =
      name:
      let
        cycle = cycleOf.${name} or { packages = [ ]; };
        isCut = other: elem other (cycle.cut.${name} or [ ]);
        bring =
          other:
          if !(elem other cycle.packages) then
            withMates other
          else if isCut other then
            [ ]
          else
            [ other ];
      in
      others name bring (neededBy name);

    # The packages that an extra or a group adds.
    added = name: specification: others name withMates (direct specification);

    # The packages of its cycle that must be installed together with a package.
    mates = name: filter (other: other != name) (withMates name);

    hasCuts = name: (cycleOf.${name} or { }) ? cut.${name};
  };
}
