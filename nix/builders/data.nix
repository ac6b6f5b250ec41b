# What a file's data says, whoever builds from it: in general, and where an overlay is evaluated.
{
  choices,
  environment,
  specifiers,
}:
# The function that makes the overlay, for messages.
call: lock:
let
  inherit (builtins)
    any
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    hashFile
    isList
    listToAttrs
    mapAttrs
    pathExists
    readFile
    removeAttrs
    seq
    zipAttrsWith
    ;

  command = lock.command or "uvnix lock2nix";
  inherit (choices call lock)
    named
    holdsIn
    needsIn
    items
    literals
    chosenBy
    refusals
    ;

  lines = concatStringsSep "\n  ";

  unique = foldl' (seen: item: if elem item seen then seen else seen ++ [ item ]) [ ];

  # What [tool.uv] says of builds.
  config = {
    compile-bytecode = !(lock ? no-bytecode);
    no-binary = false;
    no-binary-package = [ ];
    no-build = false;
    no-build-package = [ ];
    config-settings = { };
    config-settings-package = { };
    extra-build-dependencies = { };
    extra-build-variables = { };
  }
  // lock.config or { };

  # ---- dependency specifications

  members = lock.members or { };
  deps = {
    default = mapAttrs (_: member: member.default-groups or [ ]) (
      removeAttrs members (filter (name: members.${name} ? on-request) (attrNames members))
    );
    optionals = mapAttrs (_: member: member.extras or [ ]) members;
    groups = mapAttrs (_: member: member.groups or [ ]) members;
    all = mapAttrs (_: member: unique (member.extras or [ ] ++ member.groups or [ ])) members;
  };

  # A specification, if it names nothing but what there is.
  known =
    dependencies:
    let
      unknown =
        name:
        if !(lock.packages ? ${name}) then
          [ "the package ${name}; there are ${concatStringsSep ", " (attrNames deps.all)}" ]
        else if deps.all ? ${name} then
          map (
            asked: "${name}[${asked}]; its extras and groups are ${concatStringsSep ", " deps.all.${name}}"
          ) (filter (asked: !(elem asked deps.all.${name})) dependencies.${name})
        else
          [ ];
      wrong = concatMap unknown (attrNames dependencies);
    in
    if wrong == [ ] then
      dependencies
    else
      throw ''
        uvnix: the lock does not have
          ${lines wrong}
        Correct the dependencies, or run uv lock and ${command} if they are new.'';

  otherMarkers = environ: ''
    uvnix: uv.nix was made for other values of ${concatStringsSep ", " (attrNames environ)}, and markers are not looked at while evaluating.
    Say it when generating: [tool.uvnix.environments] markers = { … }, or ${command} --marker NAME=VALUE'';

  # ---- where an overlay is evaluated

  # Groups that are not for this Python, by member.
  limitedGroups =
    fits:
    mapAttrs (
      name: member:
      listToAttrs (
        map (limit: {
          name = limit.group;
          value = throw ''
            uvnix: the dependency group ${name}:${limit.group} requires Python ${limit.requires-python}.
            Leave it out of the dependencies, or take another Python.'';
        }) (filter fits member.refused-groups)
      )
    ) (removeAttrs members (filter (name: !(members.${name} ? refused-groups)) (attrNames members)));

  isFresh =
    let
      file = lock.root + "/${lock.lockFile}";
    in
    # A lock that the flake does not hold (not added to git, for one) cannot be compared.
    !(pathExists file) || hashFile "sha256" file == lock.lockHash;

  # What holds in an environment for these choices; nothing if the file is not for it.
  within =
    {
      dependencies,
      pythonVersion,
      checkFreshness,
      ...
    }:
    prev:
    let
      here = environment lock pythonVersion prev;
      scopes = named here.scopes;
      chosen = if items == [ ] then { } else chosenBy scopes dependencies;
      fits = holdsIn (scopes // literals chosen);

      isAbsent =
        name:
        let
          entry = lock.packages.${name};
        in
        if isList entry then
          !(any fits entry)
        else
          (entry ? environments || entry ? when || entry ? places) && !(fits entry);
    in
    if checkFreshness && !isFresh then
      throw ''
        uvnix: ${lock.lockFile} is not the lock that uv.nix was generated from.
        Bring it up to date: ${command}''
    else
      seq dependencies {
        inherit here fits;
        present = removeAttrs lock.packages (filter isAbsent (attrNames lock.packages));
        refused = {
          extras = refusals chosen "extra";
          groups = zipAttrsWith (_: foldl' (refused: more: refused // more) { }) [
            (refusals chosen "group")
            (limitedGroups fits)
          ];
        };
      };

  # What a flake may say, if it can be followed.
  settled =
    {
      sourcePreference ? "wheel",
      dependencies ? if lock ? conflicts then deps.default else deps.all,
      # Of local packages whose version is known only when they are built.
      versions ? { },
      # In place of the interpreter's own, of which it has to be another patch release.
      pythonVersion ? null,
      environ ? { },
      checkFreshness ? true,
    }@arguments:
    if environ != { } then
      throw (otherMarkers environ)
    else if
      !(elem sourcePreference [
        "wheel"
        "sdist"
      ])
    then
      throw ''uvnix: sourcePreference is "wheel" or "sdist", not "${toString sourcePreference}"''
    else
      {
        dependencies = if arguments ? dependencies then known dependencies else dependencies;
        inherit
          sourcePreference
          versions
          pythonVersion
          checkFreshness
          ;
      };

  # ---- scripts

  # What a script needs where a package set is.
  scriptDependencies =
    pythonVersion: set:
    let
      fits = holdsIn (named (environment lock pythonVersion set).scopes);
    in
    (needsIn fits lock.script).dependencies or { };

  renderScript =
    { venv }:
    "#!${venv}/bin/python\n" + readFile (lock.root + "/${lock.script.file}");
in
{
  inherit
    members
    deps
    known
    config
    needsIn
    within
    settled
    otherMarkers
    scriptDependencies
    renderScript
    ;
  requires-python = specifiers lock.requires-python;
}
