# The derivation of a package, by its name and its data, in one package set.
{
  lock,
  needsIn,
  final,
  prev,
  environment,
  present,
  fits,
  refused,
  sourceOf,
  changed,
  overridden,
}:
let
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    head
    isAttrs
    isList
    isString
    listToAttrs
    mapAttrs
    match
    removeAttrs
    seq
    split
    toJSON
    trace
    ;

  lines = concatStringsSep "\n  ";

  unique = foldl' (seen: item: if elem item seen then seen else seen ++ [ item ]) [ ];

  inherit (prev) stdenv;
  inherit (stdenv.hostPlatform) isDarwin isLinux;

  # Once for all packages, so that cross compilation splices; and not through the scope of the
  # set, where a package of the lock could take a tool's name.
  tools = prev.pkgs.callPackage (
    {
      fetchurl,
      fetchgit ? null,
      autoPatchelfHook,
      runCommand,
      unzip,
      pythonManylinuxPackages,
      darwinMinVersionHook ? null,
    }:
    {
      inherit
        fetchurl
        fetchgit
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

  wheelToolsAfter = hook: [ hook ] ++ (if isLinux then [ tools.autoPatchelfHook ] else [ ]);
  wheelTools = wheelToolsAfter final.pyprojectWheelHook;

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

  noBytecode = if lock ? no-bytecode then "UV_COMPILE_BYTECODE" else null;

  # ---- where a package comes from

  fetch =
    file:
    if file ? filename then
      # An installer goes by the name, and the store cannot take every one: a folder can hold it.
      tools.runCommand (storeName file.filename)
        {
          file = fetchFile (removeAttrs file [ "filename" ]);
          inherit (file) filename;
          passthru.url = file.url or file.path or file.archive;
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
    else if file ? archive then
      "${gitSource file.repository}/${file.archive}"
    else if file ? hash then
      tools.fetchurl (
        if file ? index then
          removeAttrs file [
            "manylinux"
            "index"
          ]
          // credentials.${file.index}
        else if file ? manylinux then
          removeAttrs file [ "manylinux" ]
        else
          file
      )
    else
      throw "uvnix: ${file.url or "the file"} cannot be fetched for ${environment.name}: ${
        file.refused or "no hash of it is known; uvnix lock2nix looks for one"
      }";

  # What a build needs to be let in by the servers of an index.
  credentials = mapAttrs (
    _: index:
    if index ? netrcPhase then
      index
    else
      {
        netrcPhase = concatStringsSep "" (
          map (host: ''
            printf 'machine %s login %s password %s\n' \
              ${host} "''$${index.username}" "''$${index.password}" >> netrc
          '') index.hosts
        );
        netrcImpureEnvVars = [
          index.username
          index.password
        ];
      }
  ) (lock.indexes or { });

  missing =
    name: data:
    if data ? refused then
      throw "uvnix: ${name} cannot be had for ${environment.name}: ${data.refused}."
    else
      throw ''
        uvnix: ${name} ${data.version} has no file for ${environment.name}: it has no sdist, and its wheels are for
          ${lines (data.rejected or [ "nothing" ])}'';

  gitSource =
    {
      url,
      rev,
      hash ? null,
      tag ? null,
      lfs ? false,
    }:
    if hash != null then
      tools.fetchgit {
        inherit url rev hash;
        fetchSubmodules = true;
        ${if lfs then "fetchLFS" else null} = true;
      }
    else
      # What only credentials open is fetched while evaluating, by whoever has them.
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
    data: needs:
    let
      spec = needs.build-system or { };
    in
    if data ? build-environment then
      lockedFor data.build-environment
    else
      buildSystems.${toJSON spec} or (final.resolveBuildSystem spec);
  # Builds run on the build platform, which decides what they need.
  lockedFor =
    requirements: (final.pythonPkgsBuildHost or final).uvnixBuildEnvironments.${requirements};
  # What is locked for builds need not be in the set.
  inSet = needed: removeAttrs needed (filter (name: !(final ? ${name})) (attrNames needed));
  # uv.lock does not say what an sdist is built with.
  looked =
    name: data: needs: source:
    if needs ? build-system || data ? build-environment then
      source
    else
      seq source (
        trace ''
          uvnix: nobody has looked what ${name} is built with; setuptools is taken.
          Have uvnix look: uvnix lock2nix --facts all'' source
      );

  isZip = file: match ".*\\.zip" (file.url or file.path or file.archive or "") != null;

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
      };
      platformWheel =
        data.wheels.${environment.onSystem} or data.wheels.${environment.onKernel}
          or data.wheels.${environment.system} or data.wheels.${environment.minor}
            or data.wheels.${environment.kernel} or null;
      wheel = if platformWheel != null then platformWheel else data.wheel or null;
      version = context.versions.${name} or data.version or "0.0.0";
      attributes =
        if data ? virtual then
          {
            pname = data.pname or name;
            inherit version;
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
          let
            editableBuildSystem = needs.build-system or { } // data.editable-build-system or { };
          in
          {
            pname = data.pname or name;
            inherit version;
            src = sourceOf (data.source or { } // { inherit (data) folder; });
            ${data.version-variable or null} = version;
            EDITABLE_ROOT =
              if data.folder == "." then context.editableRoot else "${context.editableRoot}/${data.folder}";
            nativeBuildInputs = [
              (context.pyprojectEditableHook or final.pyprojectEditableHook)
            ]
            ++ (
              if data ? editable-build-environment then
                lockedFor data.editable-build-environment
              else if data ? editable-build-system then
                buildSystemOf { } { build-system = editableBuildSystem; }
              else
                buildSystemOf data needs
            );
            buildInputs = tools.darwinInputs;
            # An editable package is built again when it is imported, with what builds it.
            passthru = passthru // {
              dependencies =
                (if data ? build-environment then inSet else needed: needed) editableBuildSystem
                // passthru.dependencies;
            };
            ${sandboxProfile} = allowProxyLookup;
            ${noBytecode} = "0";
          }
        else if data ? folder then
          {
            pname = data.pname or name;
            inherit version;
            src = sourceOf (data.source or { } // { inherit (data) folder; });
            ${data.version-variable or null} = version;
            nativeBuildInputs = [
              (context.pyprojectHook or final.pyprojectHook)
            ]
            ++ buildSystemOf data needs;
            buildInputs = tools.darwinInputs;
            inherit passthru;
            ${sandboxProfile} = allowProxyLookup;
            ${noBytecode} = "0";
          }
        else if
          data ? git
          || (
            data ? sdist
            && (wheel == null || (context.sourcePreference == "sdist" && data.settings.source or "" != "wheel"))
          )
        then
          {
            pname = data.pname or name;
            version = data.version or "0.0.0";
            ${if data ? name then "name" else null} = data.name;
            src = looked name data needs (if data ? git then gitSource data.git else fetch data.sdist);
            nativeBuildInputs =
              (if data ? sdist && isZip data.sdist then [ tools.unzip ] else [ ])
              ++ [ (context.pyprojectHook or final.pyprojectHook) ]
              ++ buildSystemOf data needs;
            ${if data ? subdirectory then "postUnpack" else null} = ''
              sourceRoot="$sourceRoot/${data.subdirectory}"
            '';
            inherit passthru;
            ${sandboxProfile} = allowProxyLookup;
            ${noBytecode} = "0";
          }
        else
          {
            pname = data.pname or name;
            inherit (data) version;
            ${if data ? name then "name" else null} = data.name;
            src = if wheel == null then missing (data.pname or name) data else fetch wheel;
            nativeBuildInputs =
              if context ? pyprojectWheelHook then wheelToolsAfter context.pyprojectWheelHook else wheelTools;
            buildInputs = if platformWheel == null then tools.darwinInputs else wheelInputs wheel;
            dontStrip = true;
            inherit passthru;
            ${sandboxProfile} = allowProxyLookup;
            ${noBytecode} = "0";
          };
    in
    (context.stdenv or stdenv).mkDerivation (
      if data ? settings || context ? changes then
        changed context name (data // { inherit attributes passthru; })
      else
        attributes
    )
    # Not in `passthru`, which hacks.nixpkgsPrebuilt hands on to another derivation.
    // {
      override = change: package (overridden context name change) name entry;
      # Of nixpkgs' own, an `override` that comes later would not know.
      overrideAttrs =
        change: package (context // { changes = context.changes or [ ] ++ [ change ]; }) name entry;
    };
in
package
