# A project: its members, and the dependency specifications for them.
whole:
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    mapAttrs
    ;
  inherit (whole) lock;
  inherit (lock) members;

  listed = names: if names == [ ] then "none" else concatStringsSep ", " names;
  sectionsOf =
    {
      extras ? [ ],
      groups ? [ ],
      ...
    }:
    extras ++ filter (group: !(elem group extras)) groups;
  deps = {
    default = mapAttrs (_: member: member.default-groups or [ ]) (
      removeAttrs members (filter (name: members.${name} ? on-request) (attrNames members))
    );
    optionals = mapAttrs (_: member: member.extras or [ ]) members;
    groups = mapAttrs (_: member: member.groups or [ ]) members;
    all = mapAttrs (_: sectionsOf) members;
  };
in
{
  inherit deps;

  # Whether the lock has the packages, extras and groups of a specification. Throws if not.
  known =
    dependencies:
    let
      section =
        name: asked:
        if elem asked deps.all.${name} then
          [ ]
        else
          [ "${name}[${asked}] (extras and groups of ${name}: ${listed deps.all.${name}})" ];
      unknown =
        name:
        if !(lock.packages ? ${name}) then
          [ "package ${name} (members: ${listed (attrNames members)})" ]
        else if members ? ${name} then
          concatMap (section name) dependencies.${name}
        else
          [ ];
      wrong = concatMap unknown (attrNames dependencies);
    in
    wrong == [ ]
    || whole.fail "unknown_dependency" ''
      `dependencies` names packages, extras or groups that ${lock.lockFile} does not contain:
        ${concatStringsSep "\n  " wrong}
      Fix the names. If they are new in pyproject.toml, run `uv lock` and `${whole.command}`.'';

  project =
    whole.about
    // whole.ofProject
    // {
      inherit deps members;
      inherit (whole) isFresh;
    };
}
