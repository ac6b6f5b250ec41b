# The packages of the data, as nixpkgs' buildPythonPackage builds them.
{
  inherit (builtins)
    attrNames
    concatMap
    elem
    mapAttrs
    ;

  # ---- build requirements

  # nixpkgs' Python set without the locked packages. Build tools come from it: a locked build tool
  # would need itself to be built.
  plainPython = prev.python.override {
    packageOverrides = _: _: { };
    self = plainPython;
  };
  plain = plainPython.pkgs;

  # Build tools run on the build platform. Splicing does not find them: nixpkgs splices only the sets that it
  # has itself.
  isCross = prev.stdenv.buildPlatform != prev.stdenv.hostPlatform;
  buildTools = if isCross then plainPython.pythonOnBuildForHost.pkgs else plain;
  buildModules = if isCross then prev.python.pythonOnBuildForHost.pkgs else final;

  # Build requirements that have another name, or a replacement, in nixpkgs' Python set (November
  # 2026).
  spelled = {
    oldest-supported-numpy = "numpy";
    poetry = "poetry-core";
    setuptools-scm-git-archive = "setuptools-scm";
  };
  # Build requirements that may be in nixpkgs only as programs, outside of its Python set.
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
        # A package that is needed at run time too must be the same one in the build.
        if elem wanted dependencies then
          buildModules.${wanted}
        else if buildTools ? ${attribute} then
          buildTools.${attribute}
        else if elem wanted programs then
          (prev.pkgs.buildPackages or prev.pkgs).${wanted}
        else
          buildModules.${wanted} or (fail "no_build_tool" ''
            ${name} needs ${wanted} to build, but neither nixpkgs' Python set nor ${lock.lockFile} has it.
            Set its build requirements: [tool.uvnix.packages.${name}] build-system = [ … ]'');
      extra =
        wanted: asked:
        let
          known = (tool wanted).optional-dependencies or { };
        in
        known.${asked} or (warn "unknown_build_extra" ''
          ${name} needs ${wanted}[${asked}] to build, but nixpkgs' ${wanted} has no extra ${asked}; it is ignored.
          If the build fails, set [tool.uvnix.packages.${name}] build-system = [ … ]'' [ ]);
    in
    concatMap (wanted: [ (tool wanted) ] ++ concatMap (extra wanted) specification.${wanted}) (
      attrNames specification
    );
  # PEP 517: a project without [build-system] is built with setuptools.
  unsaid = {
    setuptools = [ ];
    wheel = [ ];
  };

  # ---- checks after the build

  # The hooks of nixpkgs and the build tools are before the dependencies on PYTHONPATH, with versions of their
  # own of packages such as packaging and pathspec. These phases run before the phases of the hooks.
  checkFirst =
    let
      site = "$package/${plainPython.sitePackages}";
    in
    {
      # The check of the requirements must find the metadata of the dependencies. It still imports the packaging
      # of its own hook.
      metadata = {
        preInstallPhases = [ "uvnixMetadataFirst" ];
        uvnixMetadataFirst = ''
          uvnixMetadata=$NIX_BUILD_TOP/uvnix-metadata
          mkdir -p "$uvnixMetadata"
          for package in "''${pkgsHostHost[@]}" "''${pkgsHostTarget[@]}"; do
            for entry in "${site}"/*.dist-info "${site}"/*.egg-info; do
              if [ -e "$entry" ]; then ln -sfn "$entry" "$uvnixMetadata/"; fi
            done
          done
          export PYTHONPATH="$uvnixMetadata''${PYTHONPATH:+:$PYTHONPATH}"
        '';
      };
      # The check of imports must import the dependencies themselves.
      modules = {
        preDistPhases = [ "uvnixModulesFirst" ];
        uvnixModulesFirst = ''
          uvnixModules=
          for package in "''${pkgsHostHost[@]}" "''${pkgsHostTarget[@]}"; do
            if [ -d "${site}" ]; then uvnixModules+="''${uvnixModules:+:}${site}"; fi
          done
          export PYTHONPATH="$uvnixModules''${PYTHONPATH:+:$PYTHONPATH}"
        '';
      };
    };

  # ---- one package

  isSdistPreferred = prefersSdist sourcePreference; # with sdist
  module =
    name: data:
    let
      dependencies = needed.dependencies name;
      built = {
        pyproject = true;
        build-system = buildSystemOf name (data.build-system or unsaid) dependencies;
        # The build backend calls these tools itself; their hooks would replace it.
        dontUseCmakeConfigure = true;
        dontUseMesonConfigure = true;
        dontUseNinjaBuild = true;
        dontUseNinjaCheck = true;
        dontUseNinjaInstall = true;
        ${if needed.hasCuts name then "dontCheckRuntimeDeps" else null} = true;
      }
      // (if dependencies == [ ] then { } else checkFirst.metadata // checkFirst.modules);
      wheel = data.wheel or null; # without wheels
      wheel = # with wheels
        data.wheels.${onSystem} or data.wheels.${onKernel} or data.wheels.${system} or data.wheels.${minor}
          or data.wheels.${kernel} or data.wheel or null;
      file = fetch (removeAttrs wheel [ "manylinux" ]);
      isBuilt = # with sources
        data ? git
        || data ? sdist && (wheel == null || isSdistPreferred && data.settings.source or "" != "wheel"); # with sdist
      ofWheel = {
        format = "wheel";
        src =
          if wheel == null then # with missing
            missing common.pname data
          else if wheel ? filename then # with renamed
            "${file}/${wheel.filename}"
          else
            file;
        nativeBuildInputs = wheelTools;
        buildInputs = [ ]; # without wheels
        buildInputs = if wheel == data.wheel or null then [ ] else usualInputs; # with wheels # without manylinux
        buildInputs = # with manylinux
          if wheel == data.wheel or null then [ ] else wheelInputs (wheel.manylinux or [ "manylinux2014" ]);
        dontStrip = true;
      }
      // (if dependencies == [ ] then { } else checkFirst.modules);
      origin =
        if data ? virtual then # with virtual-packages
          {
            pyproject = false;
            dontUnpack = true;
            installPhase = ''
              runHook preInstall
              mkdir -p "$out"
              runHook postInstall
            '';
          }
        else if data ? folder then # with folder
          built
          // {
            src = localSource data;
            ${if data ? meta then "meta" else null} = data.meta; # with meta
          }
          // prepared data # with prepared
        else if isBuilt then # with sources
          built // sourceOfPackage { inherit name data; } # without prepared
          built // sourceOfPackage { inherit name data; } // prepared data # with prepared
        else
          ofWheel;
      # Those that cannot be installed here throw.
      sections =
        kind:
        mapAttrs (_: specification: map (other: final.${other}) (needed.added name specification)) (
          data.${kind} or { }
        );
      settings = data.settings or { };
      common = {
        pname = data.pname or name;
        version = data.version or "0.0.0";
        ${if data ? name then "name" else null} = data.name;
        dependencies = map (other: final.${other}) dependencies;
        optional-dependencies = sections "optional-dependencies";
        passthru = {
          dependency-groups = sections "dependency-groups";
          cycle = map (other: final.${other}) (needed.mates name);
        };
        doCheck = false;
        ${if settings ? imports-check then "pythonImportsCheck" else null} = settings.imports-check;
        ${if settings ? relax-dependencies then "pythonRelaxDeps" else null} = settings.relax-dependencies;
        ${if settings ? remove-dependencies then "pythonRemoveDeps" else null} =
          settings.remove-dependencies;
      };
      attributes = common // origin;
      # A package of nixpkgs, or the attributes of a derivation.
      asked = attributes; # without settings
      asked = if data ? settings then adjusted { inherit name data attributes; } else attributes; # with settings
    in
    if settings ? nixpkgs then # with of-nixpkgs
      asked
    else
      plain.buildPythonPackage (
        removeAttrs asked [ "uvBuildFlags" ]
        // {
          ${if asked ? uvBuildFlags then "pypaBuildFlags" else null} = asked.uvBuildFlags;
        }
      );

  packages =
    assert isUsable;
    mapAttrs module present;
  # From the previous set; their dependencies are the locked packages.
  pythonPackages = prev;
  prebuilt = _: package: package;
  inherit (prev) stdenv;
}
