# The derivations of the packages, in one package set of pyproject.nix's builders.
{
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    foldl'
    intersectAttrs
    mapAttrs
    ;

  # The build systems of the set that packages of locks replace.
  replacing = intersectAttrs present prev;
  packages =
    assert isUsable;
    mapAttrs (make [ ] context) present
    // ofBuilds # with locked-builds
    // ofEnvironments # with collisions
    // {
      uvnixBuildSystems =
        removeAttrs replacing (filter (name: present.${name} ? folder) (attrNames replacing))
        // prev.uvnixBuildSystems or { };
    };
  pythonPackages = prev.python.pkgs or { }; # with settings

  # A later overlay may replace the stdenv, but not the platform: the attributes of the set depend on that.
  stdenv = checked final.stdenv;
  # What `override` can change.
  context = {
    inherit (final) pyprojectHook pyprojectWheelHook;
    inherit (final) pyprojectEditableHook; # with folder
    inherit sourcePreference stdenv;
    editableRoot = final.uvnixEditableRoots or { }; # with folder
  };
  installing = {
    # uv looks up the proxy settings of macOS even when offline.
    ${if kernel == "darwin" then "sandboxProfile" else null} = ''
      (allow mach-lookup (global-name "com.apple.SystemConfiguration.configd"))
    '';
    ${if lock ? no-bytecode then "UV_COMPILE_BYTECODE" else null} = "0"; # with no-bytecode
  };
  needless = {
    dependencies = { };
    optional-dependencies = { };
    dependency-groups = { };
  };
  # A package after changes by `overrideAttrs`.
  make =
    changes: context:
    let
      inherit (context.stdenv) mkDerivation;
      nativeBuildInputs = [ context.pyprojectWheelHook ] ++ wheelTools;
      isSdistPreferred = prefersSdist context.sourcePreference; # with sdist
    in
    name: data:
    let
      wheel = data.wheel or null; # without wheels
      wheel = # with wheels
        data.wheels."${minor}-${system}" or data.wheels."${minor}-${kernel}" or data.wheels.${system}
          or data.wheels.${minor} or data.wheels.${kernel} or data.wheel or null;
      isBuilt = # with sources
        data ? git
        || data ? sdist && (wheel == null || isSdistPreferred && data.settings.source or "" != "wheel"); # with sdist
      attributes = installing // { # without origins
        src =
          if wheel == null then # with missing
            missing (data.pname or name) data
          else if wheel ? manylinux then # with manylinux
            fetch (removeAttrs wheel [ "manylinux" ])
          else
            fetch wheel;
        inherit nativeBuildInputs;
        buildInputs = darwinInputs; # without wheels
        buildInputs = if wheel == data.wheel or null then darwinInputs else usualInputs; # with wheels # without manylinux
        buildInputs = if wheel == data.wheel or null then darwinInputs else wheelInputs wheel; # with manylinux
        dontStrip = true;
      }; # without origins
      attributes = # with origins
        if data ? virtual then # with virtual
          virtual
        else if data ? folder then # with folder
          installing // ofFolder context name data
        else if isBuilt then # with sources
          installing // ofSource context name data
        else
          installing
          // {
            src =
              if wheel == null then # with missing
                missing (data.pname or name) data
              else if wheel ? manylinux then # with manylinux
                fetch (removeAttrs wheel [ "manylinux" ])
              else
                fetch wheel;
            inherit nativeBuildInputs;
            buildInputs = darwinInputs; # without wheels
            buildInputs = if wheel == data.wheel or null then darwinInputs else usualInputs; # with wheels # without manylinux
            buildInputs = if wheel == data.wheel or null then darwinInputs else wheelInputs wheel; # with manylinux
            dontStrip = true;
          };
      origin = attributes; # without settings
      origin = if data ? settings then adjusted name data attributes else attributes; # with settings
      passthru =
        needless
        // intersectAttrs needless data
        // {
          # As in uv2nix: overrides of public collections read it. Local packages do not have it.
          ${if data ? folder || data ? virtual then null else "format"} = "wheel"; # without sources
          ${if data ? folder || data ? virtual then null else "format"} = # with sources
            if isBuilt then "pyproject" else "wheel";
        }
        // origin.passthru or { }; # with origin-passthru
      override = overrideOf changes context name data;
      # Not nixpkgs' own: a later `override` would lose its changes.
      overrideAttrs = change: make (changes ++ [ change ]) context name data;
      described = origin // {
        pname = name; # without pname
        pname = origin.pname or data.pname or name; # with pname
        version = origin.version or data.version or "0.0.0";
        ${if data ? name then "name" else null} = origin.name or data.name;
        # The derivation has the functions as attributes, and its `passthru` does not: hacks.nixpkgsPrebuilt copies
        # that to another derivation.
        passthru =
          if changes == [ ] then passthru // { inherit override overrideAttrs passthru; } else passthru;
      };
    in
    if changes == [ ] then
      mkDerivation described
    else
      foldl' overridden (mkDerivation described) changes // { inherit override overrideAttrs; };

  overridden = package: package.overrideAttrs; # without folder
  overridden = # with folder
    package: change:
    package.overrideAttrs (
      final: old:
      let
        # As in uv2nix, a change sees the folder of a local package as a path: `lib.fileset` takes nothing else.
        folder = old.src.origin or null;
        seen = if folder == null then old else old // { src = folder; };
        some = if builtins.isFunction change then change seen else change;
        new = seen // (if builtins.isFunction some then change final seen else some);
      in
      # The source is filtered unless the change replaces it.
      if folder != null && new.src or null == folder then removeAttrs new [ "src" ] else new
    );
  overrideOf =
    changes: context: name: data:
    let
      accepted = context; # without folder
      accepted = removeAttrs context ( # with folder
        if data ? folder || data ? virtual then
          [
            "pyprojectWheelHook"
            "sourcePreference"
          ]
        else
          [
            "editableRoot"
            "pyprojectEditableHook"
          ]
      ); # with folder
    in
    {
      # As callPackage would have them.
      __functionArgs = mapAttrs (_: _: false) accepted;
      __functor =
        _: change:
        let
          given = if builtins.isFunction change then change accepted else change;
          unknown = attrNames (removeAttrs given (attrNames accepted));
        in
        if unknown == [ ] then
          make changes (context // given) name data
        else
          fail "override_argument" ''
            ${name}.override does not accept ${concatStringsSep ", " unknown}. It accepts only
              ${concatStringsSep "\n  " (attrNames accepted)}
            To change attributes of the derivation, use `overrideAttrs`.'';
    };
}
