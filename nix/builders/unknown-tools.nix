# The tools of builds whose requirements are unknown.
{
  inherit (builtins)
    all
    attrNames
    elem
    filter
    ;

  # PEP 517: a project without [build-system] is built with setuptools.
  unsaid = [
    "setuptools"
    "wheel"
  ];
  # setuptools and wheel cannot build themselves and their dependencies.
  closure = builtins.genericClosure {
    startSet = map (key: { inherit key; }) unsaid;
    operator =
      { key }: map (key: { inherit key; }) (attrNames (set.${key}.passthru.dependencies or { }));
  };
  unbuildable = map (node: node.key) closure;
  areReplaced = all (name: replaced ? ${name}) (filter (name: present ? ${name}) unbuildable);
  usualTools = prev.resolveBuildSystem { };
  unknownTools =
    name:
    if elem name unbuildable && areReplaced then
      (set.overrideScope (_: _: replaced)).resolveBuildSystem { }
    else if elem name unbuildable then
      fail "builds_itself" ''
        the build requirements of ${name} are unknown. In their place, setuptools and wheel are used, which need ${name} themselves.
        Run `${command} --lookup all`, or set them: [tool.uvnix.packages.${name}] build-system = [ … ]''
    else if all (tool: set ? ${tool}) unsaid then
      usualTools
    else
      fail "no_setuptools" ''
        the build requirements of ${name} are unknown, and this package set has no setuptools to build it with.
        Look them up: run `${command} --lookup all`.'';
}
