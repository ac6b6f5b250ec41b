# The build systems that other overlays ask the set for: it need not have them.
{
  inherit (builtins)
    all
    any
    attrNames
    attrValues
    concatMap
    filter
    foldl'
    length
    ;

  # The shortest locked list with these packages. Lists do not say which of their packages need which.
  shortestWith =
    names:
    let
      lists = concatMap attrValues (attrValues (set.uvnixBuildEnvironments or { }));
      has = list: name: any (tool: tool.pname == name) list;
      shorter = found: list: if found == null || length list < length found then list else found;
    in
    foldl' shorter null (filter (list: all (has list) names) lists);
  # As pyproject.nix's, but locked packages replace those that the set lacks.
  resolveBuildSystem =
    spec:
    let
      asked =
        if spec == { } then
          {
            setuptools = [ ];
            wheel = [ ];
          }
        else
          spec;
      missing = filter (name: !(set ? ${name})) (attrNames asked);
      rest = removeAttrs asked missing;
      together = shortestWith missing;
      alone =
        name:
        let
          list = shortestWith [ name ];
        in
        if list != null then
          list
        else
          fail "unknown_build_system" ''
            resolveBuildSystem: neither this package set nor a build of uv.nix has ${name}.
            Add it to the build requirements of the package, `extra-build-dependencies` in [tool.uv], and run `${command}`.
            Or add build systems to the package set: `pyproject-build-systems.overlays.wheel`, before the overlay of uv.nix.'';
      add = seen: tool: if any (other: other.pname == tool.pname) seen then seen else seen ++ [ tool ];
    in
    if missing == [ ] then
      prev.resolveBuildSystem spec
    else
      (if rest == { } then [ ] else prev.resolveBuildSystem rest)
      ++ (if together != null then together else foldl' add [ ] (concatMap alone missing));
}
