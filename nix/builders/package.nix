# Makes the derivation of a package from its name and data, in one package set.
{
  lock,
  needsIn,
  final,
  prev,
  environment,
  fetching,
  present,
  fits,
  refused,
  toolsOf,
  inSet,
  sourceOf,
  phases,
  changed,
  overridden,
}:
let
  inherit (builtins) filter head isList;

  # A later overlay may replace the stdenv, but not the platform: the attributes of the set depend on that.
  stdenv = environment.checked final.stdenv;
  inherit (prev.stdenv.hostPlatform) isDarwin isLinux;

  inherit
    (fetching {
      inherit
        lock
        prev
        environment
        stdenv
        ;
    })
    tools
    wheelInputs
    fetch
    gitSource
    missing
    looked
    isZip
    escaped
    ;

  # uv looks up the proxy settings of macOS even when offline.
  sandboxProfile = if isDarwin then "sandboxProfile" else null;
  allowProxyLookup = ''
    (allow mach-lookup (global-name "com.apple.SystemConfiguration.configd"))
  '';

  noBytecode = if lock ? no-bytecode then "UV_COMPILE_BYTECODE" else null;

  # ---- one package

  package =
    context:
    let
      inherit (context.stdenv or stdenv) mkDerivation;
      buildHook = context.pyprojectHook or final.pyprojectHook;
      wheelTools = [
        (context.pyprojectWheelHook or final.pyprojectWheelHook)
      ]
      ++ (if isLinux then [ tools.autoPatchelfHook ] else [ ]);
    in
    name: entry:
    let
      data = if isList entry then head (filter fits entry) else entry;
      needs = if data ? conditional then needsIn fits data else data;
      passthru = {
        dependencies = needs.dependencies or { };
        optional-dependencies = needs.optional-dependencies or { } // refused.extras.${name} or { };
        dependency-groups = needs.dependency-groups or { } // refused.groups.${name} or { };
        # As in uv2nix: overrides of public collections read it. Local packages do not have it.
        ${if data ? folder || data ? virtual then null else "format"} =
          if isBuilt then "pyproject" else "wheel";
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
          && (wheel == null || (context.sourcePreference == "sdist" && data.settings.source or "" != "wheel"))
        );
      version = context.versions.${name} or data.version or "0.0.0";
      prepared = phases (
        (if data ? build-environment then [ "path-files" ] else [ ]) ++ data.prepare or [ ]
      );
      attributes =
        if data ? virtual then
          {
            pname = data.pname or name;
            inherit version;
            ${if data ? name then "name" else null} = data.name;
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
        else if context.editableRoot or null != null then
          let
            editableBuildSystem = needs.build-system or { } // data.editable-build-system or { };
          in
          {
            pname = data.pname or name;
            inherit version;
            ${if data ? name then "name" else null} = data.name;
            src = sourceOf (data.source or { } // { inherit (data) folder; });
            ${data.version-variable or null} = version;
            ${if data ? meta then "meta" else null} = data.meta;
            EDITABLE_ROOT =
              if data.folder == "." then context.editableRoot else "${context.editableRoot}/${data.folder}";
            nativeBuildInputs = [
              (context.pyprojectEditableHook or final.pyprojectEditableHook)
            ]
            ++ (
              if data ? editable-build-environment then
                toolsOf name (data // { build-environment = data.editable-build-environment; }) needs
              else if data ? editable-build-system then
                toolsOf name { } { build-system = editableBuildSystem; }
              else
                toolsOf name data needs
            );
            buildInputs = tools.darwinInputs;
            # Some editable packages are rebuilt on import, and need their build requirements at run time.
            passthru = passthru // {
              dependencies = inSet editableBuildSystem // passthru.dependencies;
            };
            ${sandboxProfile} = allowProxyLookup;
            ${noBytecode} = "0";
          }
          // prepared
        else if data ? folder then
          {
            pname = data.pname or name;
            inherit version;
            ${if data ? name then "name" else null} = data.name;
            src = sourceOf (data.source or { } // { inherit (data) folder; });
            ${if data ? meta then "meta" else null} = data.meta;
            ${data.version-variable or null} = version;
            nativeBuildInputs = [ buildHook ] ++ toolsOf name data needs;
            buildInputs = tools.darwinInputs;
            inherit passthru;
            ${sandboxProfile} = allowProxyLookup;
            ${noBytecode} = "0";
          }
          // prepared
        else if isBuilt then
          {
            pname = data.pname or name;
            inherit version;
            ${if data ? name then "name" else null} = data.name;
            src = looked name (needs ? build-system || data ? build-environment) (
              if data ? git then gitSource data.git else fetch data.sdist
            );
            nativeBuildInputs =
              (if data ? sdist && isZip data.sdist then [ tools.unzip ] else [ ])
              ++ [ buildHook ]
              ++ toolsOf name data needs;
            ${if data ? subdirectory then "postUnpack" else null} = ''
              sourceRoot="$sourceRoot/${escaped data.subdirectory}"
            '';
            ${data.version-variable or null} = version;
            inherit passthru;
            ${sandboxProfile} = allowProxyLookup;
            ${noBytecode} = "0";
          }
          // prepared
        else
          {
            pname = data.pname or name;
            inherit version;
            ${if data ? name then "name" else null} = data.name;
            src = if wheel == null then missing (data.pname or name) data else fetch wheel;
            nativeBuildInputs = wheelTools;
            buildInputs = if platformWheel == null then tools.darwinInputs else wheelInputs wheel;
            dontStrip = true;
            inherit passthru;
            ${sandboxProfile} = allowProxyLookup;
            ${noBytecode} = "0";
          };
    in
    mkDerivation (
      if data ? settings || context ? changes then
        changed context name (data // { inherit attributes passthru; })
      else
        attributes
    )
    # Not in `passthru`, which hacks.nixpkgsPrebuilt copies to another derivation.
    // {
      override = overridden context name data (context: package context name entry);
      # Not nixpkgs' own: a later `override` would lose its changes.
      overrideAttrs =
        change: package (context // { changes = context.changes or [ ] ++ [ change ]; }) name entry;
    };
in
package
