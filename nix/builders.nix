# How the data of a generated file becomes an overlay. uvnix puts this text at the head of every
# `uv.nix`; nothing in it knows of a particular project.
#
# Evaluating has to cost little more than the derivations, so nothing here resolves, parses a marker
# or reads a wheel's name: an environment is looked up by its name.
lock:
let
  inherit (builtins)
    all
    any
    attrNames
    attrValues
    catAttrs
    compareVersions
    concatLists
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    hasContext
    hashFile
    head
    isAttrs
    isList
    isString
    length
    listToAttrs
    mapAttrs
    match
    pathExists
    readFile
    removeAttrs
    replaceStrings
    seq
    split
    storeDir
    stringLength
    substring
    toJSON
    zipAttrsWith
    ;

  lines = concatStringsSep "\n  ";

  unique = foldl' (seen: item: if elem item seen then seen else seen ++ [ item ]) [ ];

  # ---- environments

  # The names under which facts about this interpreter on this platform stand. They come from the
  # previous set: asking the final one for its Python would have it ask itself.
  environmentOf =
    { python, stdenv, ... }:
    let
      platform = stdenv.hostPlatform;
      isMusl = platform.isMusl or false;
      kernel = if platform.isDarwin then "darwin" else "linux";
      system = platform.system + (if isMusl then "-musl" else "");

      version = replaceStrings [ "." ] [ "" ] python.pythonVersion;
      isFreeThreaded = elem "cp${version}t" (python.pythonABITags or [ ]);
      minor =
        if python.implementation == "cpython" then
          "cp${version}${if isFreeThreaded then "t" else ""}"
        else if python.implementation == "pypy" then
          "pp${version}"
        else
          "${python.implementation}${version}";

      isIn =
        part:
        compareVersions python.version part.from >= 0
        && (part ? until -> compareVersions python.version part.until < 0);
      parts = filter isIn lock.parts.${minor};
      interpreter =
        if !(lock ? parts.${minor}) then
          minor
        else if parts == [ ] then
          "${minor} at ${python.version}"
        else
          (head parts).name;

      name = "${interpreter}-${system}";

      promised =
        if kernel == "darwin" then
          {
            what = "macOS";
            wanted = lock.macos;
            found = platform.darwinSdkVersion;
            flag = "--macos";
          }
        else if isMusl then
          {
            what = "musl";
            wanted = lock.musl;
            found = stdenv.cc.libc.version;
            flag = "--musl";
          }
        else
          {
            what = "glibc";
            wanted = lock.glibc;
            found = stdenv.cc.libc.version;
            flag = "--glibc";
          };
      flags = "--python ${if python.implementation == "pypy" then "pypy" else ""}${python.pythonVersion}${
        if isFreeThreaded then "t" else ""
      } --system ${system}";
    in
    if !(elem name lock.environments) then
      throw ''
        uvnix: uv.nix was not generated for ${name}, only for
          ${lines lock.environments}
        Generate it for this one too: uvnix lock2nix ${flags}, and the same for each of the others that you need.''
    else if compareVersions promised.found promised.wanted < 0 then
      throw ''
        uvnix: the wheels of uv.nix may count on ${promised.what} ${promised.wanted}, and this package set has ${promised.found}.
        Generate it for the older one: uvnix lock2nix ${promised.flag} ${promised.found}''
    else
      {
        inherit
          name
          system
          kernel
          minor
          ;
        onKernel = "${minor}-${kernel}";
        # A file does not depend on the patch release.
        onSystem = "${minor}-${system}";
        scopes = named [
          kernel
          system
          minor
          interpreter
          "${minor}-${kernel}"
          "${minor}-${system}"
          name
        ];
      };

  # ---- dependency specifications

  members = lock.members;
  deps = {
    default = mapAttrs (_: member: member.default-groups or [ ]) (
      removeAttrs members (filter (name: members.${name} ? on-request) (attrNames members))
    );
    optionals = mapAttrs (_: member: member.extras or [ ]) members;
    groups = mapAttrs (_: member: member.groups or [ ]) members;
    all = mapAttrs (_: member: unique (member.extras or [ ] ++ member.groups or [ ])) members;
  };

  # ---- places: environments, and choices where conflicts are declared

  named =
    names:
    listToAttrs (
      map (name: {
        inherit name;
        value = null;
      }) names
    );

  # Whether a fact holds, when these scopes and literals do.
  holdsIn =
    scopes: fact:
    (fact ? environments -> any (scope: scopes ? ${scope}) fact.environments)
    && (fact ? when -> any (all (literal: scopes ? ${literal})) fact.when)
    && (fact ? places -> any (holdsIn scopes) fact.places);

  choice =
    item:
    if item ? extra then
      "${item.package}[${item.extra}]"
    else if item ? group then
      "${item.package}:${item.group}"
    else
      item.package;
  items = concatLists (lock.conflicts or [ ]);
  literals =
    chosen: named (map (name: if chosen ? ${name} then name else "not ${name}") (map choice items));

  # What something needs, with what it needs in some places only.
  needsIn =
    fits: data:
    let
      here = [ data ] ++ filter fits data.conditional;
      together = foldl' (needs: more: needs // more) { };
      edges = attribute: together (map (fact: fact.${attribute} or { }) here);
      sections = attribute: zipAttrsWith (_: together) (map (fact: fact.${attribute} or { }) here);
    in
    if data ? conditional then
      {
        dependencies = edges "dependencies";
        build-system = edges "build-system";
        optional-dependencies = sections "optional-dependencies";
        dependency-groups = sections "dependency-groups";
      }
    else
      data;

  # All that a dependency specification chooses, in an environment with these scopes.
  chosenBy =
    scopes: dependencies:
    let
      asked = named (
        concatMap (
          package:
          [ package ]
          ++ concatMap (name: [
            "${package}[${name}]"
            "${package}:${name}"
          ]) dependencies.${package}
        ) (attrNames dependencies)
      );
      activations = lock.activations or [ ];
      bring =
        chosen: _:
        let
          isBrought =
            activation: chosen ? ${activation.choice} && holdsIn (scopes // literals chosen) activation;
        in
        asked // named (map (activation: activation.brings) (filter isBrought activations));
      # Each round sees what the one before has brought, and takes back what that rules out.
      chosen = foldl' bring asked (activations ++ activations);
      clashes = filter (both: length both > 1) (
        map (set: filter (name: chosen ? ${name}) (map choice set)) lock.conflicts
      );
    in
    if clashes == [ ] then
      chosen
    else
      throw ''
        uvnix: ${concatStringsSep " and " (head clashes)} exclude each other (`conflicts` in pyproject.toml).
        Choose one of them: mkPyprojectOverlay { dependencies = { … }; }'';

  # What was not chosen has its packages in other versions, or not at all.
  refusals =
    chosen: kind:
    zipAttrsWith (_: foldl' (refused: one: refused // one) { }) (
      map (item: {
        ${item.package}.${item.${kind}} = throw ''
          uvnix: ${choice item} was not chosen for this package set, and it excludes others.
          Choose it: mkPyprojectOverlay { dependencies = { … }; }'';
      }) (filter (item: item ? ${kind} && !(chosen ? ${choice item})) items)
    );

  # ---- the overlay

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
      checkFreshness,
    }:
    final: prev:
    let
      environment = environmentOf prev;
      chosen = if items == [ ] then { } else chosenBy environment.scopes dependencies;
      fits = holdsIn (environment.scopes // literals chosen);

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

      package = packageFor {
        inherit
          final
          prev
          environment
          present
          fits
          ;
        refused = {
          extras = refusals chosen "extra";
          groups = refusals chosen "group";
        };
      };
    in
    if checkFreshness && !isFresh then
      throw ''
        uvnix: ${lock.lockFile} is not the lock that uv.nix was generated from.
        Bring it up to date: uvnix lock2nix''
    else
      # A file of nothing but pure packages, too, is for its environments only.
      seq environment.name (mapAttrs (package { inherit sourcePreference; }) present);

  # The derivation of a package, by name, in one set.
  packageFor =
    {
      final,
      prev,
      environment,
      present,
      fits,
      refused,
    }:
    let
      inherit (prev) stdenv;
      inherit (stdenv.hostPlatform) isDarwin isLinux;

      # Once for all packages, so that cross compilation splices; and not through the scope of the
      # set, where a package of the lock could take a tool's name.
      tools = prev.pkgs.callPackage (
        {
          fetchurl,
          autoPatchelfHook,
          runCommand,
          unzip,
          pythonManylinuxPackages,
          darwinMinVersionHook ? null,
        }:
        {
          inherit
            fetchurl
            autoPatchelfHook
            runCommand
            unzip
            pythonManylinuxPackages
            ;
          darwinInputs =
            if isDarwin && darwinMinVersionHook != null then
              [ (darwinMinVersionHook stdenv.targetPlatform.darwinSdkVersion) ]
            else
              [ ];
        }
      ) { };

      wheelTools = [
        final.pyprojectWheelHook
      ]
      ++ (if isLinux then [ tools.autoPatchelfHook ] else [ ]);

      # The libraries that a wheel may count on, by its platform tags.
      manylinux =
        if isLinux && stdenv.hostPlatform.libc == "glibc" then
          names: unique (concatMap (name: tools.pythonManylinuxPackages.${name}) names)
        else
          _: [ ];
      platformInputs = manylinux [ "manylinux2014" ] ++ tools.darwinInputs;
      wheelInputs =
        wheel:
        if wheel ? manylinux then manylinux wheel.manylinux ++ tools.darwinInputs else platformInputs;

      # uv asks macOS for its proxies even when offline.
      sandboxProfile = if isDarwin then "sandboxProfile" else null;
      allowProxyLookup = ''
        (allow mach-lookup (global-name "com.apple.SystemConfiguration.configd"))
      '';

      # ---- where a package comes from

      fetch =
        file:
        if file ? filename then
          # An installer goes by the name, and the store cannot take every one: a folder can hold it.
          tools.runCommand (storeName file.filename)
            {
              file = fetchFile (removeAttrs file [ "filename" ]);
              inherit (file) filename;
              passthru.url = file.url or file.path;
            }
            ''
              mkdir $out
              ln -s "$file" "$out/$filename"
            ''
        else
          fetchFile file;
      fetchFile =
        file:
        if file ? path then
          local file.path
        else if file ? hash then
          tools.fetchurl (if file ? manylinux then removeAttrs file [ "manylinux" ] else file)
        else
          throw "uvnix: ${file.url or "the file"} cannot be fetched for ${environment.name}: ${
            file.refused or "uv.lock has no hash of it, and none is known"
          }";

      missing =
        name: data:
        throw ''
          uvnix: ${name} ${data.version} has no file for ${environment.name}: it has no sdist, and its wheels are for
            ${lines (data.rejected or [ "nothing" ])}'';

      gitSource =
        {
          url,
          rev,
          tag ? null,
          lfs ? false,
        }:
        builtins.fetchGit (
          {
            inherit url rev;
            allRefs = true;
            submodules = true;
            # Nix before 2.27 knows nothing of it, and says so.
            ${if lfs then "lfs" else null} = true;
          }
          // (if tag == null then { } else { ref = "refs/tags/${tag}"; })
        );

      # What lies beside the lock, under a name that the store takes.
      local =
        path:
        let
          place = if path == "." then lock.root else lock.root + "/${path}";
          name = baseNameOf (toString place);
        in
        if match "[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]*" name != null then
          place
        else
          builtins.path {
            path = place;
            name = storeName name;
          };
      storeName =
        name: concatStringsSep "-" (filter isString (split "[^A-Za-z0-9+._?=-]+" "source-${name}"));

      # ---- what it is built with

      # Members of a workspace are mostly built alike: what that takes is worked out once.
      buildSystems = listToAttrs (
        map (spec: {
          name = toJSON spec;
          value = final.resolveBuildSystem spec;
        }) (catAttrs "build-system" (filter isAttrs (attrValues present)))
      );
      buildSystemOf =
        needs:
        let
          spec = needs.build-system or { };
        in
        buildSystems.${toJSON spec} or (final.resolveBuildSystem spec);

      # ---- one package

      package =
        context: name: entry:
        let
          data = if isList entry then head (filter fits entry) else entry;
          needs = if data ? conditional then needsIn fits data else data;
          passthru = {
            dependencies = needs.dependencies or { };
            optional-dependencies = needs.optional-dependencies or { } // refused.extras.${name} or { };
            dependency-groups = needs.dependency-groups or { } // refused.groups.${name} or { };
            override = arguments: package (context // arguments) name entry;
          };
          platformWheel =
            data.wheels.${environment.onSystem} or data.wheels.${environment.onKernel}
              or data.wheels.${environment.system} or data.wheels.${environment.minor}
                or data.wheels.${environment.kernel} or null;
          wheel = if platformWheel != null then platformWheel else data.wheel or null;
          isZip = file: match ".*\\.zip" (file.url or file.path or "") != null;
        in
        if data ? virtual then
          stdenv.mkDerivation {
            pname = data.pname or name;
            version = data.version or "0.0.0";
            dontUnpack = true;
            dontConfigure = true;
            dontBuild = true;
            installPhase = ''
              runHook preInstall
              mkdir -p $out
              runHook postInstall
            '';
            inherit passthru;
          }
        else if context ? editableRoot then
          stdenv.mkDerivation {
            pname = data.pname or name;
            version = data.version or "0.0.0";
            src = local data.folder;
            EDITABLE_ROOT =
              if data.folder == "." then context.editableRoot else "${context.editableRoot}/${data.folder}";
            nativeBuildInputs = [
              final.pyprojectEditableHook
            ]
            ++ buildSystemOf needs;
            buildInputs = tools.darwinInputs;
            # An editable package is built again when it is imported, with what builds it.
            passthru = passthru // {
              dependencies = needs.build-system or { } // passthru.dependencies;
            };
            ${sandboxProfile} = allowProxyLookup;
          }
        else if data ? folder then
          stdenv.mkDerivation {
            pname = data.pname or name;
            version = data.version or "0.0.0";
            src = local data.folder;
            nativeBuildInputs = [
              final.pyprojectHook
            ]
            ++ buildSystemOf needs;
            buildInputs = tools.darwinInputs;
            inherit passthru;
            ${sandboxProfile} = allowProxyLookup;
          }
        else if data ? git || (data ? sdist && (wheel == null || context.sourcePreference == "sdist")) then
          stdenv.mkDerivation {
            pname = data.pname or name;
            version = data.version or "0.0.0";
            ${if data ? name then "name" else null} = data.name;
            src = if data ? git then gitSource data.git else fetch data.sdist;
            nativeBuildInputs =
              (if data ? sdist && isZip data.sdist then [ tools.unzip ] else [ ])
              ++ [ final.pyprojectHook ]
              ++ buildSystemOf needs;
            ${if data ? subdirectory then "postUnpack" else null} = ''
              sourceRoot="$sourceRoot/${data.subdirectory}"
            '';
            inherit passthru;
            ${sandboxProfile} = allowProxyLookup;
          }
        else
          stdenv.mkDerivation {
            pname = data.pname or name;
            inherit (data) version;
            ${if data ? name then "name" else null} = data.name;
            src = if wheel == null then missing name data else fetch wheel;
            nativeBuildInputs = wheelTools;
            buildInputs = if platformWheel == null then tools.darwinInputs else wheelInputs wheel;
            dontStrip = true;
            inherit passthru;
            ${sandboxProfile} = allowProxyLookup;
          };
    in
    package;

  # ---- what a flake calls

  mkPyprojectOverlay =
    {
      sourcePreference ? "wheel",
      dependencies ? if lock ? conflicts then deps.default else deps.all,
      checkFreshness ? true,
    }:
    if
      !(elem sourcePreference [
        "wheel"
        "sdist"
      ])
    then
      throw ''uvnix: sourcePreference is "wheel" or "sdist", not "${toString sourcePreference}"''
    else
      let
        packages = overlay { inherit sourcePreference dependencies checkFreshness; };
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
      root,
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
      checkFreshness ? true,
    }:
    mkPyprojectOverlay {
      inherit sourcePreference checkFreshness;
      dependencies = { };
    };

  mkVirtualEnv =
    { pythonSet }:
    let
      fits = holdsIn (environmentOf pythonSet).scopes;
    in
    pythonSet.mkVirtualEnv "${scriptName}-env" ((needsIn fits lock.script).dependencies or { });

  renderScript =
    { venv }:
    "#!${venv}/bin/python\n" + readFile (lock.root + "/${lock.script.file}");

  scriptName =
    let
      parts = match "(.*)\\.py" lock.script.file;
    in
    if parts == null then lock.script.file else head parts;
in
if lock ? script then
  {
    name = scriptName;
    mkOverlay = mkScriptOverlay;
    inherit mkVirtualEnv renderScript;
    inherit (lock) requires-python environments;
  }
else
  {
    inherit
      deps
      members
      mkPyprojectOverlay
      mkEditablePyprojectOverlay
      ;
    inherit (lock) requires-python environments;
    overlay = mkPyprojectOverlay { };
  }
