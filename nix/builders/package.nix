# The derivation of a package, in one package set of pyproject.nix's builders.
whole:
let
  inherit (whole)
    lock
    final
    environment
    platformWheel
    fetch
    wheelTools
    wheelInputs
    darwinInputs
    override
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
      forPlatform = if data ? wheels then platformWheel data.wheels else null;
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
            src =
              if wheel == null then
                whole.missing (data.pname or name) data
              else
                fetch (if wheel ? manylinux then removeAttrs wheel [ "manylinux" ] else wheel);
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
        # The derivation has the functions as attributes, and its `passthru` does not: hacks.nixpkgsPrebuilt copies
        # that to another derivation.
        passthru = passthru // {
          override = override data (context: make context name data) name context;
          # Not nixpkgs' own: a later `override` would lose its changes.
          overrideAttrs =
            change: make (context // { changes = context.changes or [ ] ++ [ change ]; }) name data;
          inherit passthru;
        };
      };
    in
    if data ? settings || context ? changes then
      mkDerivation (whole.changed context name data attributes)
    else
      mkDerivation attributes;
in
{
  inherit make stdenv;
}
