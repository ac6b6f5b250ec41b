# Dependency groups that do not support every Python of the file.
{
  inherit (builtins) attrNames concatMap filter;

  limited = concatMap (
    package:
    map (limit: {
      inherit package;
      inherit (limit) group;
      refusal = fail "group_python" ''
        the dependency group ${package}:${limit.group} requires Python ${limit.requires-python}.
        Remove it from `dependencies`, or use another Python.'';
    }) (filter fits (members.${package}.refused-groups or [ ]))
  ) (attrNames members);
}
