# A project: its members, and the dependency specifications for them.
{
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    mapAttrs
    ;

  members = lock.members or { };
  deps = {
    default = mapAttrs (_: member: member.default-groups or [ ]) members; # without on-request
    default = mapAttrs (_: member: member.default-groups or [ ]) ( # with on-request
      removeAttrs members (filter (name: members.${name} ? on-request) (attrNames members))
    ); # with on-request
    optionals = mapAttrs (_: member: member.extras or [ ]) members;
    groups = mapAttrs (_: member: member.groups or [ ]) members;
    all = mapAttrs (
      name: member:
      member.extras or [ ] ++ filter (group: !(elem group deps.optionals.${name})) (member.groups or [ ])
    ) members;
  };

  # Whether the lock has the packages, extras and groups of a specification. Throws if not.
  known =
    dependencies:
    let
      listed = names: if names == [ ] then "none" else concatStringsSep ", " names;
      unknown =
        name:
        if !(lock.packages ? ${name}) then
          [ "package ${name} (members: ${listed (attrNames members)})" ]
        else
          map (asked: "${name}[${asked}] (extras and groups of ${name}: ${listed deps.all.${name}})") (
            filter (asked: members ? ${name} && !(elem asked deps.all.${name})) dependencies.${name}
          );
      wrong = concatMap unknown (attrNames dependencies);
    in
    # The usual ones are known. Comparing sets calls no function.
    elem dependencies (builtins.attrValues deps)
    || wrong == [ ]
    || fail "unknown_dependency" ''
      `dependencies` names packages, extras or groups that ${lock.lockFile} does not contain:
        ${concatStringsSep "\n  " wrong}
      Fix the names. If they are new in pyproject.toml, run `uv lock` and `${command}`.'';
  project = about // ofProject // { inherit deps members isFresh; };
}
