# What packages bring along, for sets of nixpkgs, which know neither extras nor cycles: an extra is the
# packages that it stands for, and what was cut off in a cycle is brought by whoever needs the cycle.
{
  # What a package needs here, by its name.
  needsOf,
  # The cycles that there are here.
  cycles,
}:
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

  # The packages that a specification names, and those that its extras do.
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

  # The packages of its cycle that a package needs, with itself.
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
  # What the derivation of a package depends on.
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

  # What an extra or a group of a package adds.
  added = name: specification: others name (unique (concatMap withMates (direct specification)));

  # What else whoever asks for a package has to ask for.
  mates = name: others name (withMates name);

  hasCuts = name: (cycleOf.${name} or { }) ? cut.${name};
}
