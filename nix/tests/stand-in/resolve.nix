# From a dependency specification, `{ name = [ extras and groups ]; }`, to the names of the
# packages of a set that it reaches, through what the packages say of themselves in `passthru`.
{ lib }:
set:
let
  # What a package's extra or group of that name asks for; a package may have both.
  selected =
    name: extra:
    let
      inherit (set.${name}) passthru;
      sources = lib.filter (source: source ? ${extra}) [
        (passthru.optional-dependencies or { })
        (passthru.dependency-groups or { })
      ];
    in
    lib.throwIf (sources == [ ])
      "Extra/group name '${extra}' does not match either extra or dependency group of '${name}'"
      (map (source: source.${extra}) sources);

  # A package on its own (an empty string), then with each of its extras and groups.
  parts = specification: name: [ "" ] ++ specification.${name};

  reached =
    name: extra:
    if extra == "" then [ (set.${name}.passthru.dependencies or { }) ] else selected name extra;
in
rec {
  # For build systems: in the order of a depth-first walk, with repetitions. Like the original, it
  # never ends where build systems depend on each other in a circle.
  acyclic =
    specification:
    lib.concatMap (
      name:
      lib.concatMap (
        extra: lib.optional (extra == "") name ++ lib.concatMap acyclic (reached name extra)
      ) (parts specification name)
    ) (lib.attrNames specification);

  # For environments, where circles are ordinary: each package once.
  cyclic =
    specification:
    let
      node = name: extra: {
        key = "${name}@${extra}";
        inherit name extra;
      };
      nodes =
        specification:
        lib.concatMap (name: map (node name) (parts specification name)) (lib.attrNames specification);
      closure = builtins.genericClosure {
        startSet = nodes specification;
        operator = { name, extra, ... }: lib.concatMap nodes (reached name extra);
      };
    in
    map (found: found.name) (lib.filter (found: found.extra == "") closure);
}
