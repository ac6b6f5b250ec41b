# The derivation of a package, in one package set of pyproject.nix's builders.
whole:
let
  inherit (whole)
    lock
    final
    environment
    platformWheel
    fetchWheel
    wheelTools
    wheelInputs
    darwinInputs
    override
    changed
    ;

  # A later overlay may replace the stdenv, but not the platform: the attributes of the set depend on that.
  stdenv = environment.checked final.stdenv;

  # uv looks up the proxy settings of macOS even when offline.
  installing = {
    ${if environment.kernel == "darwin" then "sandboxProfile" else null} = ''
      (allow mach-lookup (global-name "com.apple.SystemConfiguration.configd"))
    '';
    ${if lock ? no-bytecode then "UV_COMPILE_BYTECODE" else null} = "0";
  };

  make =
    context:
    let
      inherit (context.stdenv or stdenv) mkDerivation;
      nativeBuildInputs = [ (context.pyprojectWheelHook or final.pyprojectWheelHook) ] ++ wheelTools;
    in
    name: data:
    let
      forPlatform = platformWheel data;
      wheel = if forPlatform != null then forPlatform else data.wheel or null;
      isBuilt =
        data ? git
        || (
          data ? sdist
          && (wheel == null || (context.sourcePreference == "sdist" && data.settings.source or "" != "wheel"))
        );
      origin =
        if data ? virtual then
          whole.virtual
        else if data ? folder then
          installing // whole.ofFolder context name data
        else if isBuilt then
          installing // whole.ofSource context name data
        else
          installing
          // {
            src = if wheel == null then whole.missing (data.pname or name) data else fetchWheel wheel;
            inherit nativeBuildInputs;
            buildInputs = if forPlatform == null then darwinInputs else wheelInputs wheel;
            dontStrip = true;
          };
      passthru = {
        dependencies = data.dependencies or { };
        optional-dependencies = data.optional-dependencies or { };
        dependency-groups = data.dependency-groups or { };
        # As in uv2nix: overrides of public collections read it. Local packages do not have it.
        ${if data ? folder || data ? virtual then null else "format"} =
          if isBuilt then "pyproject" else "wheel";
      }
      // origin.passthru or { };
      attributes = origin // {
        pname = data.pname or name;
        version = data.version or "0.0.0";
        ${if data ? name then "name" else null} = data.name;
        inherit passthru;
      };
      complete = if data ? settings then whole.adjusted name data attributes else attributes;
      # The derivation has these attributes, and its `passthru` does not: hacks.nixpkgsPrebuilt copies that to
      # another derivation.
      finished =
        attributes:
        attributes
        // {
          passthru = attributes.passthru // {
            override = override data (context: make context name data) name context;
            # Not nixpkgs' own: a later `override` would lose its changes.
            overrideAttrs =
              change: make (context // { changes = context.changes or [ ] ++ [ change ]; }) name data;
            inherit (attributes) passthru;
          };
        };
    in
    mkDerivation (
      if context ? changes then
        self: finished (changed data context.changes complete self)
      else
        finished complete
    );
in
{
  inherit make stdenv;
}
