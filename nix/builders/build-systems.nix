# The tools that packages are built with, in one package set: the packages that are locked for builds, or those of
# the set.
{
  final,
  prev,
  present,
  lockedFor,
}:
let
  inherit (builtins)
    all
    any
    attrNames
    attrValues
    catAttrs
    compareVersions
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    genericClosure
    intersectAttrs
    isAttrs
    length
    listToAttrs
    mapAttrs
    removeAttrs
    toJSON
    trace
    ;

  # Builds run on the build platform.
  set = final.pythonPkgsBuildHost or final;

  # PEP 517: a project without [build-system] is built with setuptools.
  unsaid = {
    setuptools = [ ];
    wheel = [ ];
  };

  # ---- build systems of the set that packages of the lock replace

  isFolder = entry: isAttrs entry && entry ? folder;
  shared = intersectAttrs present prev;
  uvnixBuildSystems =
    removeAttrs shared (filter (name: isFolder present.${name}) (attrNames shared))
    // prev.uvnixBuildSystems or { };
  replaced = set.uvnixBuildSystems or { };

  # Build systems need new versions of each other, but a project can run with old ones.
  isOlder = name: compareVersions set.${name}.version replaced.${name}.version < 0;
  older = removeAttrs replaced (filter (name: !(isOlder name)) (attrNames replaced));
  toolSet = if older == { } then set else set.overrideScope (_: _: older);

  # What a package itself asks for is that of the lock, if its version will do.
  chosen =
    spec: unfit: tool:
    if elem tool.pname unfit then
      replaced.${tool.pname} or tool
    else if older ? ${tool.pname} && spec ? ${tool.pname} then
      set.${tool.pname}
    else
      tool;

  lacking = spec: filter (name: !(set ? ${name})) (attrNames spec);

  # ---- for other overlays

  # The shortest locked list with these packages. Lists do not say which of their packages need which.
  shortestWith =
    names:
    let
      lists = concatMap attrValues (attrValues (set.uvnixBuildEnvironments or { }));
      has = tools: name: any (tool: tool.pname == name) tools;
      shorter = found: tools: if found == null || length tools < length found then tools else found;
    in
    foldl' shorter null (filter (tools: all (has tools) names) lists);
  firstOfEachName =
    tools:
    (foldl'
      (
        seen: tool:
        if elem tool.pname seen.names then
          seen
        else
          {
            names = seen.names ++ [ tool.pname ];
            tools = seen.tools ++ [ tool ];
          }
      )
      {
        names = [ ];
        tools = [ ];
      }
      tools
    ).tools;
  lockedTools =
    names:
    let
      together = shortestWith names;
      alone =
        name:
        let
          tools = shortestWith [ name ];
        in
        if tools == null then
          throw ''
            uvnix: resolveBuildSystem: neither this package set nor a build of uv.nix has ${name}.
            Add it to the build requirements of the package, `extra-build-dependencies` in [tool.uv], and run `uvnix lock2nix`.
            Or add build systems to the package set: `pyproject-build-systems.overlays.wheel`, before the overlay of uv.nix.''
        else
          tools;
    in
    if together == null then firstOfEachName (concatMap alone names) else together;

  # As pyproject.nix's, but the set need not have build systems: locked packages replace those that it lacks.
  resolveBuildSystem =
    spec:
    let
      asked = if spec == { } then unsaid else spec;
      missing = lacking asked;
      rest = removeAttrs asked missing;
    in
    if missing == [ ] then
      prev.resolveBuildSystem spec
    else
      (if rest == { } then [ ] else prev.resolveBuildSystem rest) ++ lockedTools missing;

  # ---- for packages of the lock

  # An extra that a build requirement does not have is ignored, as by uv.
  hasExtra =
    name: extra:
    let
      passthru = toolSet.${name}.passthru or { };
    in
    passthru ? optional-dependencies.${extra}
    || passthru ? dependency-groups.${extra}
    || trace "uvnix: the build requirement ${name}[${extra}] is ${name}: this package set has no such extra." false;
  extrasOf = name: extras: if extras == [ ] then [ ] else filter (hasExtra name) extras;

  resolved = spec: {
    missing = lacking spec;
    tools = (if older == { } then prev else toolSet).resolveBuildSystem (mapAttrs extrasOf spec);
  };
  # Most members of a workspace have the same build requirements: each list is resolved once.
  lists = listToAttrs (
    map (spec: {
      name = toJSON spec;
      value = resolved spec;
    }) (catAttrs "build-system" (filter isAttrs (attrValues present)))
  );

  # setuptools and wheel cannot build themselves and their dependencies.
  unbuildable = map (node: node.key) (genericClosure {
    startSet = map (key: { inherit key; }) (attrNames unsaid);
    operator =
      { key }: map (key: { inherit key; }) (attrNames (set.${key}.passthru.dependencies or { }));
  });

  # The build systems of the set build those of the lock.
  areReplaced = all (name: replaced ? ${name}) (filter (name: present ? ${name}) unbuildable);

  fromSet =
    name: data: spec:
    let
      list = lists.${toJSON spec} or (resolved spec);
      unfit = data.build-from-set or [ ];
    in
    if list.missing == [ ] then
      if older == { } && unfit == [ ] then list.tools else map (chosen spec unfit) list.tools
    else
      throw ''
        uvnix: ${name} needs ${concatStringsSep ", " list.missing} to build, but its build requirements are not locked, and this package set does not have them.
        Lock them: run `uvnix lock2nix` with uv on PATH; it says why if it cannot. A package that is built without isolation needs them among the dependencies of the project.
        Or add build systems to the package set: `pyproject-build-systems.overlays.wheel`, before the overlay of uv.nix.'';
in
{
  inherit resolveBuildSystem uvnixBuildSystems;

  # The tools that a package is built with.
  toolsOf =
    name: data: needs:
    let
      spec = needs.build-system or null;
    in
    if data ? beside-project then
      let
        locked = lockedFor data.build-environment;
        isLocked = tool: any (other: other.pname == tool.pname) locked;
      in
      locked ++ (if spec == null then [ ] else filter (tool: !(isLocked tool)) (fromSet name data spec))
    else if data ? build-environment then
      lockedFor data.build-environment
    else if spec == { } then
      # `requires = [ ]`. Resolving nothing would give setuptools.
      [ ]
    else if spec != null then
      fromSet name data spec
    else if elem name unbuildable && areReplaced then
      (set.overrideScope (_: _: replaced)).resolveBuildSystem { }
    else if elem name unbuildable then
      throw ''
        uvnix: the build requirements of ${name} are unknown. In their place, setuptools and wheel are used, which need ${name} themselves.
        Run `uvnix lock2nix --lookup all`, or set them: [tool.uvnix.packages.${name}] build-system = [ … ]''
    else if lacking unsaid == [ ] then
      prev.resolveBuildSystem { }
    else
      throw ''
        uvnix: the build requirements of ${name} are unknown, and this package set has no setuptools to build it with.
        Look them up: run `uvnix lock2nix --lookup all`.'';

  # Build requirements need not be packages of the set, and those of the set can lack an extra.
  inSet = needed: mapAttrs extrasOf (intersectAttrs final needed);
}
