# Resolves a dependency specification, `{ name = [ extras and groups ]; }`, to the names of packages in a set, by
# the dependencies in their `passthru`.
{ lib }:
set:
let
  # The dependencies of a package's extra or group of that name; a package may have both.
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

  # A package without extras (an empty string), then with each of its extras and groups.
  parts = specification: name: [ "" ] ++ specification.${name};

  reached =
    name: extra:
    if extra == "" then [ (set.${name}.passthru.dependencies or { }) ] else selected name extra;
in
rec {
  # For build systems: in depth-first order, with repetitions. Like the original, it does not terminate if build
  # systems form a dependency cycle.
  acyclic =
    specification:
    lib.concatMap (
      name:
      lib.concatMap (
        extra: lib.optional (extra == "") name ++ lib.concatMap acyclic (reached name extra)
      ) (parts specification name)
    ) (lib.attrNames specification);

  # For environments, where cycles are allowed: each package once.
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
