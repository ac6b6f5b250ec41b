# The build systems that other overlays ask the set for: it need not have them.
{
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    head
    intersectAttrs
    ;

  # Lists do not say which of their packages need which: the shortest has the least that was not asked for.
  lists = builtins.sort (a: b: builtins.length a < builtins.length b) (
    concatMap attrValues (attrValues (set.uvnixBuildEnvironments or { }))
  );
  listWith =
    name:
    lib.findFirst (builtins.any (tool: tool.pname == name))
      (fail "unknown_build_system" ''
        resolveBuildSystem: neither this package set nor a build of uv.nix has ${name}.
        Add it to the build requirements of the package, `extra-build-dependencies` in [tool.uv], and run `${command}`.
        Or add build systems to the package set: `pyproject-build-systems.overlays.wheel`, before the overlay of uv.nix.'')
      lists;
  # As pyproject.nix's, but locked packages replace those that the set lacks.
  resolveBuildSystem =
    spec:
    let
      setuptools = {
        setuptools = [ ];
        wheel = [ ];
      };
      asked = if spec == { } then setuptools else spec;
      missing = removeAttrs asked (attrNames set);
      rest = intersectAttrs set asked;
      byName = builtins.groupBy (tool: tool.pname) (concatMap listWith (attrNames missing));
    in
    (if rest == { } then [ ] else prev.resolveBuildSystem rest) ++ map head (attrValues byName);
}
