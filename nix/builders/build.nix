# Packages that are built, and the tools of their builds.
whole:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    genericClosure
    mapAttrs
    ;
  inherit (whole) final prev;

  # Builds run on the build platform.
  set = final.pythonPkgsBuildHost or final;

  # PEP 517: a project without [build-system] is built with setuptools.
  unsaid = {
    setuptools = [ ];
    wheel = [ ];
  };
  # setuptools and wheel cannot build themselves and their dependencies.
  unbuildable = map (node: node.key) (genericClosure {
    startSet = map (key: { inherit key; }) (attrNames unsaid);
    operator =
      { key }: map (key: { inherit key; }) (attrNames (set.${key}.passthru.dependencies or { }));
  });

  # The build systems of the set build those of the lock.
  replaced = set.uvnixBuildSystems or { };
  areReplaced = builtins.all (name: replaced ? ${name}) (
    filter (name: whole.present ? ${name}) unbuildable
  );

  unknown =
    name:
    if elem name unbuildable && areReplaced then
      (set.overrideScope (_: _: replaced)).resolveBuildSystem { }
    else if elem name unbuildable then
      whole.fail "builds_itself" ''
        the build requirements of ${name} are unknown. In their place, setuptools and wheel are used, which need ${name} themselves.
        Run `uvnix lock2nix --lookup all`, or set them: [tool.uvnix.packages.${name}] build-system = [ … ]''
    else if filter (tool: !(set ? ${tool})) (attrNames unsaid) == [ ] then
      prev.resolveBuildSystem { }
    else
      whole.fail "no_setuptools" ''
        the build requirements of ${name} are unknown, and this package set has no setuptools to build it with.
        Look them up: run `uvnix lock2nix --lookup all`.'';
in
{
  inherit set replaced;

  # The tools that a package is built with.
  toolsOf =
    name: data:
    if data ? build-environment then
      whole.lockedTools name data
    else if !(data ? build-system) then
      unknown name
    # `requires = [ ]`. Resolving nothing would give setuptools.
    else if data.build-system == { } then
      [ ]
    else
      whole.toolsFromSet name data;

  # What all builds have in common.
  built =
    context: data: inputs:
    {
      nativeBuildInputs =
        inputs.before or [ ] ++ [ (context.pyprojectHook or final.pyprojectHook) ] ++ inputs.tools;
      ${data.version-variable or null} = data.version or "0.0.0";
    }
    // (whole.preparation or (_: { })) data;
}
