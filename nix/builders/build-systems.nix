# The build systems that other overlays ask the set for: it need not have them.
{
  inherit (builtins)
    any
    attrNames
    concatMap
    filter
    foldl'
    ;

  # Lists do not say which of their packages need which: the shortest has the least that was not asked for.
  lists = builtins.sort (a: b: builtins.length a < builtins.length b) (
    concatMap builtins.attrValues (builtins.attrValues (set.uvnixBuildEnvironments or { }))
  );
  listWith =
    name:
    let
      found = filter (any (tool: tool.pname == name)) lists;
    in
    if found != [ ] then
      builtins.head found
    else
      fail "unknown_build_system" ''
        resolveBuildSystem: neither this package set nor a build of uv.nix has ${name}.
        Add it to the build requirements of the package, `extra-build-dependencies` in [tool.uv], and run `${command}`.
        Or add build systems to the package set: `pyproject-build-systems.overlays.wheel`, before the overlay of uv.nix.'';
  # As pyproject.nix's, but locked packages replace those that the set lacks.
  resolveBuildSystem =
    spec:
    let
      setuptools = {
        setuptools = [ ];
        wheel = [ ];
      };
      asked = if spec == { } then setuptools else spec;
      missing = filter (name: !(set ? ${name})) (attrNames asked);
      rest = removeAttrs asked missing;
      add = seen: tool: if any (other: other.pname == tool.pname) seen then seen else seen ++ [ tool ];
    in
    (if rest == { } then [ ] else prev.resolveBuildSystem rest)
    ++ foldl' add [ ] (concatMap listWith missing);
}
