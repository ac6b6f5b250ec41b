# The tools of builds whose requirements are unknown.
{
  inherit (builtins) attrNames intersectAttrs;

  # PEP 517: a project without [build-system] is built with setuptools.
  usualTools = prev.resolveBuildSystem { };
  # They cannot build themselves.
  unbuildable = {
    packaging = [ ];
    setuptools = [ ];
    wheel = [ ];
  };
  isOfSet = removeAttrs (intersectAttrs present unbuildable) (attrNames replaced) == { };
  unknownTools =
    name:
    if unbuildable ? ${name} && isOfSet then
      (set.overrideScope (_: _: replaced)).resolveBuildSystem { }
    else if unbuildable ? ${name} then
      fail "builds_itself" ''
        the build requirements of ${name} are unknown. In their place, setuptools and wheel are used, which need ${name} themselves.
        Run `${command} --lookup all`, or set them: [tool.uvnix.packages.${name}] build-system = [ … ]''
    else if set ? setuptools && set ? wheel then
      usualTools
    else
      fail "no_setuptools" ''
        the build requirements of ${name} are unknown, and this package set has no setuptools to build it with.
        Look them up: run `${command} --lookup all`.'';
}
