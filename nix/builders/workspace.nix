# A file's data as what a flake calls. Evaluating has to cost little more than the derivations, so
# nothing here resolves, parses a marker or reads a wheel's name: an environment is looked up by its
# name.
{
  changes,
  choices,
  environment,
  package,
  sourceOf,
  specifiers,
  adjusted ? (_: null),
  prebuilt ? null,
}:
lock:
let
  inherit (builtins)
    all
    any
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    hasContext
    hashFile
    head
    isList
    listToAttrs
    mapAttrs
    pathExists
    readFile
    removeAttrs
    seq
    storeDir
    stringLength
    substring
    zipAttrsWith
    ;
  inherit (choices lock)
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
        Correct the dependencies, or run uv lock and uvnix lock2nix if they are new.'';

  otherMarkers = environ: ''
    uvnix: uv.nix was made for other values of ${concatStringsSep ", " (attrNames environ)}, and markers are not looked at while evaluating.
    Say it when generating: [tool.uvnix.environments] markers = { … }, or uvnix lock2nix --marker NAME=VALUE'';

  # ---- the overlay

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

  overlay =
    {
      sourcePreference,
      dependencies,
      versions,
      pythonVersion,
      checkFreshness,
    }:
    final: prev:
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
      present = removeAttrs lock.packages (filter isAbsent (attrNames lock.packages));

      derivation = package {
        environment = here;
        inherit
          lock
          needsIn
          final
          prev
          present
          fits
          ;
        sourceOf = sourceOf lock.root;
        inherit
          (changes {
            adjusted = adjusted {
              inherit
                lock
                final
                prev
                prebuilt
                ;
            };
            inherit final;
            inherit (prev) stdenv;
          })
          changed
          overridden
          ;
        refused = {
          extras = refusals chosen "extra";
          groups = zipAttrsWith (_: foldl' (refused: more: refused // more) { }) [
            (refusals chosen "group")
            (limitedGroups fits)
          ];
        };
      };

      # What builds need lies apart, so that it cannot clash with what is installed. No package has a
      # name with capital letters.
      forBuilds =
        if lock ? build-environments then
          {
            uvnixBuildPackages = mapAttrs (derivation { sourcePreference = "wheel"; }) (
              lock.build-packages or { }
            );
            uvnixBuildEnvironments = mapAttrs (
              _: packages:
              map (name: final.uvnixBuildPackages.${name}) (
                filter (name: fits packages.${name}) (attrNames packages)
              )
            ) lock.build-environments;
          }
        else
          { };
    in
    if checkFreshness && !isFresh then
      throw ''
        uvnix: ${lock.lockFile} is not the lock that uv.nix was generated from.
        Bring it up to date: uvnix lock2nix''
    else
      # A file of nothing but pure packages, too, is for its environments only.
      seq dependencies (
        seq here.name (mapAttrs (derivation { inherit sourcePreference versions; }) present // forBuilds)
      );

  # ---- what a flake calls

  mkPyprojectOverlay =
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
      let
        packages = overlay {
          dependencies = if arguments ? dependencies then known dependencies else dependencies;
          inherit
            sourcePreference
            versions
            pythonVersion
            checkFreshness
            ;
        };
      in
      final: prev:
      # Natively, the set of the build platform is this set; cross compiling, it is another.
      if prev.stdenv.buildPlatform == prev.stdenv.hostPlatform then
        packages final prev
      else
        packages final prev
        // {
          pythonPkgsBuildHost = prev.pythonPkgsBuildHost.overrideScope packages;
          pythonPkgsHostHost = prev.pythonPkgsHostHost.overrideScope packages;
        };

  folders = filter (name: lock.packages.${name} ? folder) (attrNames lock.packages);

  mkEditablePyprojectOverlay =
    {
      root ? toString lock.root,
      members ? folders,
    }:
    let
      unknown = filter (name: !(elem name folders)) members;
    in
    if hasContext root || substring 0 (stringLength storeDir) root == storeDir then
      throw ''
        uvnix: the root of an editable package is a folder that you edit, and ${root} lies in the Nix store.
        Give it as a string with a variable of the development shell: root = "$REPO_ROOT";''
    else if unknown != [ ] then
      throw ''
        uvnix: ${concatStringsSep ", " unknown} cannot be made editable; these can:
          ${lines folders}''
    else
      _: prev:
      listToAttrs (
        concatMap (
          name:
          if prev ? ${name} then
            [
              {
                inherit name;
                value = prev.${name}.override { editableRoot = root; };
              }
            ]
          else
            [ ]
        ) members
      );

  # ---- what a script's flake calls

  mkScriptOverlay =
    {
      sourcePreference ? "wheel",
      environ ? { },
      pythonVersion ? null,
      # For uv2nix's sake: paths are seen from the lock.
      workspaceRoot ? null,
      checkFreshness ? true,
    }:
    mkPyprojectOverlay {
      inherit
        sourcePreference
        environ
        pythonVersion
        checkFreshness
        ;
    };

  mkVirtualEnv =
    {
      pythonSet,
      environ ? { },
      pythonVersion ? null,
    }:
    let
      fits = holdsIn (named (environment lock pythonVersion pythonSet).scopes);
    in
    if environ != { } then
      throw (otherMarkers environ)
    else
      pythonSet.mkVirtualEnv "${lock.script.name}-env" ((needsIn fits lock.script).dependencies or { });

  renderScript =
    { venv }:
    "#!${venv}/bin/python\n" + readFile (lock.root + "/${lock.script.file}");
in
if lock ? script then
  {
    inherit (lock.script) name;
    mkOverlay = mkScriptOverlay;
    inherit mkVirtualEnv renderScript config;
    inherit (lock) environments;
    requires-python = specifiers lock.requires-python;
  }
else
  {
    inherit
      deps
      members
      mkPyprojectOverlay
      mkEditablePyprojectOverlay
      ;
    inherit (lock) environments;
    requires-python = specifiers lock.requires-python;
    inherit config;
    overlay = mkPyprojectOverlay { };
  }
