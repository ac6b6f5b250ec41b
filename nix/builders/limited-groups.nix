# Dependency groups that do not support every Python of the file.
whole:
let
  members = whole.lock.members or { };
in
{
  limited = builtins.concatMap (
    package:
    map (limit: {
      inherit package;
      inherit (limit) group;
      refusal = whole.fail "group_python" ''
        the dependency group ${package}:${limit.group} requires Python ${limit.requires-python}.
        Remove it from `dependencies`, or use another Python.'';
    }) (builtins.filter whole.fits (members.${package}.refused-groups or [ ]))
  ) (builtins.attrNames members);
}
