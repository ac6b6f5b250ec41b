# The derivations of the packages, in one package set of pyproject.nix's builders.
{
  inherit (builtins)
    attrNames
    filter
    intersectAttrs
    mapAttrs
    ;

  # The build systems of the set that packages of locks replace.
  replacing = intersectAttrs present prev;
  uvnixBuildSystems =
    removeAttrs replacing (filter (name: present.${name} ? folder) (attrNames replacing))
    // prev.uvnixBuildSystems or { };
  packages =
    assert isSupported;
    mapAttrs (make { inherit (arguments) sourcePreference; }) present
    // {
      inherit uvnixBuildSystems;
    }
    // ofBuilds
    // ofEnvironments;
  pythonPackages = prev.python.pkgs or { };

  # A later overlay may replace the stdenv, but not the platform: the attributes of the set depend on that.
  stdenv = checked final.stdenv;
  installing = {
    # uv looks up the proxy settings of macOS even when offline.
    ${if kernel == "darwin" then "sandboxProfile" else null} = ''
      (allow mach-lookup (global-name "com.apple.SystemConfiguration.configd"))
    '';
    ${if lock ? no-bytecode then "UV_COMPILE_BYTECODE" else null} = "0";
  };
  # A package; `context` has what `override` and `overrideAttrs` change.
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
          virtual
        else if data ? folder then
          installing // ofFolder context name data
        else if isBuilt then
          installing // ofSource context name data
        else
          installing
          // {
            src =
              if wheel == null then
                missing (data.pname or name) data
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
          inherit passthru;
          override = override context name data;
          # Not nixpkgs' own: a later `override` would lose its changes.
          overrideAttrs =
            change: make (context // { changes = context.changes or [ ] ++ [ change ]; }) name data;
        };
      };
    in
    if data ? settings || context ? changes then
      mkDerivation (changed context name data attributes)
    else
      mkDerivation attributes;
}
