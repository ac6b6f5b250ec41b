# Reads a file's data, for both backends: what it says in general, and in one package set.
{
  choices,
  environment,
  specifiers,
}:
# `call` is the function that makes the overlay, for messages.
call: locked:
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
    trace
    zipAttrsWith
    ;

  # A file for the lock of another repository does not contain its place.
  lock = {
    root = throw ''
      uvnix: this file is for the ${locked.lockFile} of another repository: pass its source.
      `${call} { root = src; }`, where src may be an input of the flake or the result of a fetcher.'';
  }
  // locked;
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
  listed = names: if names == [ ] then "none" else concatStringsSep ", " names;

  unique = foldl' (seen: item: if elem item seen then seen else seen ++ [ item ]) [ ];

  # The build settings of [tool.uv].
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

  requires-python = specifiers lock.requires-python;
  environmentFor = pythonVersion: environment { inherit lock requires-python pythonVersion; };

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

  # Returns a specification, or throws if it names an unknown package, extra or group.
  known =
    dependencies:
    let
      section =
        name: asked: "${name}[${asked}] (extras and groups of ${name}: ${listed deps.all.${name}})";
      unknown =
        name:
        if !(lock.packages ? ${name}) then
          [ "package ${name} (members: ${listed (attrNames deps.all)})" ]
        else if deps.all ? ${name} then
          map (section name) (filter (asked: !(elem asked deps.all.${name})) dependencies.${name})
        else
          [ ];
      wrong = concatMap unknown (attrNames dependencies);
    in
    if wrong == [ ] then
      dependencies
    else
      throw ''
        uvnix: `dependencies` names packages, extras or groups that ${lock.lockFile} does not contain:
          ${lines wrong}
        Fix the names. If they are new in pyproject.toml, run `uv lock` and `${command}`.'';

  otherMarkers = environ: ''
    uvnix: `environ` cannot change ${concatStringsSep ", " (attrNames environ)}: markers are evaluated when uv.nix is generated.
    Set them in [tool.uvnix.environments] markers = { … }, or run `${command} --marker NAME=VALUE`.'';

  # ---- in one package set

  # The dependency groups that do not support this Python, by member.
  limitedGroups =
    fits:
    mapAttrs (
      name: member:
      listToAttrs (
        map (limit: {
          name = limit.group;
          value = throw ''
            uvnix: the dependency group ${name}:${limit.group} requires Python ${limit.requires-python}.
            Remove it from `dependencies`, or use another Python.'';
        }) (filter fits member.refused-groups)
      )
    ) (removeAttrs members (filter (name: !(members.${name} ? refused-groups)) (attrNames members)));

  unseen = ''
    uvnix: warning: cannot check whether uv.nix is up to date: evaluation does not see ${lock.lockFile}.
    Run `git add ${lock.lockFile}`, or turn the check off: `${call} { checkFreshness = false; }`.'';

  isFresh =
    let
      file = lock.root + "/${lock.lockFile}";
    in
    # A flake does not contain a lock file that git does not track.
    if pathExists file then hashFile "sha256" file == lock.lockHash else trace unseen true;

  # The packages in this environment, for these choices. Throws if the file was not generated for it.
  within =
    {
      dependencies,
      pythonVersion,
      checkFreshness,
      ...
    }:
    prev:
    let
      here = environmentFor pythonVersion prev;
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
        uvnix: uv.nix is out of date: ${lock.lockFile} changed after it was generated.
        Run `${command}`.''
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

  # The arguments of the function that makes the overlay, checked.
  settled =
    {
      sourcePreference ? "wheel",
      dependencies ? if lock ? conflicts then deps.default else deps.all,
      # Versions of local packages that compute their version at build time, by name.
      versions ? { },
      # Replaces the full version of the interpreter, by another patch release of it.
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
      throw ''uvnix: sourcePreference must be "wheel" or "sdist", not "${toString sourcePreference}"''
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

  # The dependencies of a script in a package set.
  scriptDependencies =
    pythonVersion: set:
    let
      fits = holdsIn (named (environmentFor pythonVersion set).scopes);
    in
    (needsIn fits lock.script).dependencies or { };

  renderScript =
    {
      venv,
      root ? lock.root,
    }:
    "#!${venv}/bin/python\n" + readFile (root + "/${lock.script.file}");
in
{
  inherit
    lock
    members
    deps
    known
    config
    requires-python
    isFresh
    needsIn
    within
    settled
    otherMarkers
    scriptDependencies
    renderScript
    ;
}
