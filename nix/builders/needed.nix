# The dependencies of packages in nixpkgs' Python sets, which support neither extras nor cycles. An extra
# becomes the packages that it stands for. A dependency that was cut to break a cycle becomes a dependency
# of the packages that need the cycle.
whole:
let
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    genericClosure
    listToAttrs
    removeAttrs
    ;

  needsOf = name: whole.present.${name};
  # The dependency cycles in this environment.
  cycles = filter (whole.fits or (_: true)) (whole.lock.cycles or [ ]);

  named =
    value: names:
    listToAttrs (
      map (name: {
        inherit name value;
      }) names
    );
  unique = names: attrNames (named null names);

  node = name: extra: {
    key = "${name}@${extra}";
    inherit name extra;
  };
  nodes =
    specification:
    concatMap (name: map (node name) ([ "" ] ++ specification.${name})) (attrNames specification);

  # The packages that a specification names, and those that its extras name.
  direct =
    specification:
    unique (
      map (reached: reached.name) (genericClosure {
        startSet = nodes specification;
        operator =
          { name, extra, ... }:
          if extra == "" then [ ] else nodes ((needsOf name).optional-dependencies or { }).${extra} or { };
      })
    );
  needed = name: direct (removeAttrs ((needsOf name).dependencies or { }) [ name ]);

  cycleOf = builtins.foldl' (all: cycle: all // named cycle cycle.packages) { } cycles;

  # A package, and the packages of its cycle that it needs.
  mates =
    name:
    map (reached: reached.key) (genericClosure {
      startSet = [ { key = name; } ];
      operator =
        { key }:
        map (key: { inherit key; }) (filter (other: elem other cycleOf.${name}.packages) (needed key));
    });
  withMates = name: if cycleOf ? ${name} then mates name else [ name ];
  others = name: filter (other: other != name);
in
{
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
      others name (unique (concatMap bring (needed name)));

    # The packages that an extra or a group adds.
    added = name: specification: others name (unique (concatMap withMates (direct specification)));

    # The packages of its cycle that must be installed together with a package.
    mates = name: others name (withMates name);

    hasCuts = name: (cycleOf.${name} or { }) ? cut.${name};
  };
}
