# The libraries, tools and variables that nixpkgs' own recipe of a package has. They are evaluated only for
# packages that are built. A recipe that does not exist or throws lends nothing.
{
  inherit (builtins)
    attrNames
    concatMap
    filter
    foldl'
    match
    ;

  inherit (prev) pkgs;

  # A value; a default if it throws.
  orElse =
    default: value:
    let
      tried = builtins.tryEval value;
    in
    if tried.success then tried.value else default;

  at =
    set: path:
    foldl' (here: name: here.${name} or { }) set (filter builtins.isString (builtins.split "\\." path));

  # Python packages come from the lock and from build systems. Hooks would replace the build.
  lends =
    input:
    orElse false (
      builtins.isAttrs input
      && !(input ? pythonModule || input ? isPy3 || input ? sitePackages)
      && match ".*[hH]ook.*" (input.name or "") == null
    );
  # An input that throws counts as absent.
  flatten = concatMap (
    input:
    let
      tried = orElse null input;
    in
    if builtins.isList tried then flatten tried else [ tried ]
  );

  # mkDerivation does not keep `env` apart: variables are written in capitals. A version is that of another
  # release.
  isVariable =
    name:
    match "[A-Z][A-Z0-9_]*" name != null
    && match "LANG|LC_ALL|NIX_MAIN_PROGRAM|.*VERSION.*" name == null;
  isText = value: builtins.isString value || builtins.isBool value || builtins.isInt value;
  variables =
    set:
    removeAttrs set (
      filter (name: !(isVariable name && orElse false (isText set.${name}))) (attrNames set)
    );

  more = set: paths: filter (found: found != { }) (map (at set) paths);

  lentBy =
    {
      attribute ? null,
      tools ? [ ],
      libraries ? [ ],
    }:
    let
      recipe = if attribute == null then { } else orElse { } (at pythonPackages attribute);
      arguments = orElse { } (recipe.drvAttrs or { });
      list = name: orElse [ ] (recipe.${name} or [ ]);

      lent = names: filter lends (flatten (concatMap list names));
    in
    {
      nativeBuildInputs = lent [ "nativeBuildInputs" ] ++ more buildPackages tools;
      buildInputs =
        lent [
          "buildInputs"
          "propagatedBuildInputs"
        ]
        ++ more pkgs libraries;
      variables = variables (arguments.env or { }) // variables arguments;
    };
}
