# The derivations of the packages, in one package set of pyproject.nix's builders.
{
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    intersectAttrs
    mapAttrs
    ;

  # The build systems of the set that packages of locks replace.
  replacing = intersectAttrs present prev;
  packages =
    assert isUsable;
    mapAttrs (make false context) present // ofSet;
  # What a package set has besides them.
  ofSet = {
    uvnixBuildSystems =
      removeAttrs replacing (filter (name: present.${name} ? folder) (attrNames replacing))
      // prev.uvnixBuildSystems or { };
  }
  // ofBuilds # with locked-builds
  // ofEnvironments; # with collisions
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
  needs = {
    dependencies = { };
    optional-dependencies = { };
    dependency-groups = { };
  };
  # As in uv2nix: overrides of public collections read the format. Local packages do not have it.
  ofWheels = needs // {
    format = "wheel";
  };
  ofSources = needs // { # with sources
    format = "pyproject";
  }; # with sources

  # A package; a plain one has neither `override` nor `overrideAttrs` of its own. Each thunk of the inner function is one
  # for each package.
  make =
    isPlain: context:
    let
      inherit (context) stdenv;
      nativeBuildInputs = [ context.pyprojectWheelHook ] ++ wheelTools;
      asFolder = ofFolder context; # with folder
      asSource = ofSource context; # with sources
      isSdistPreferred = prefersSdist context.sourcePreference; # with sdist
      complete = attributes: stdenv.mkDerivation (installing // attributes);
      usual = if installing == { } then stdenv.mkDerivation else complete;
      plain = attributes: usual (attributes // { inherit (attributes.passthru) passthru; });
      mkDerivation = if isPlain then plain else usual;
    in
    name: data:
    let
      # null: the package is built, or has none here.
      wheel =
        if data ? sdist && isSdistPreferred && data.settings.source or "" != "wheel" then # with sdist
          null
        else
          data.wheel or null; # without wheels
          data.wheels.${onSystem} or data.wheels.${onKernel} or data.wheels.${system} or data.wheels.${minor} # with wheels
            or data.wheels.${kernel} or data.wheel or null;
      pname = name; # without pname
      pname = data.pname or name; # with pname
      passthru = ofWheels // intersectAttrs needs data; # without origins
      passthru = # with origins # without sources
        (if data ? folder || data ? virtual then needs else ofWheels) // intersectAttrs needs data;
      passthru = # with sources
        (
          if data ? folder || data ? virtual then
            needs
          else if wheel == null && (data ? git || data ? sdist) then
            ofSources
          else
            ofWheels
        )
        // intersectAttrs needs data;
      # The derivation has the functions as attributes, and its `passthru` does not: hacks.nixpkgsPrebuilt copies that
      # to another derivation.
      extended = passthru // {
        inherit passthru;
        inherit (overridable name data context) override overrideAttrs;
      };
      attributes =
        if wheel == null then # with wheelless
          let
            origin =
              if data ? virtual then # with virtual
                virtual
              else if data ? folder then # with folder
                asFolder { inherit name data; }
              else if data ? git || data ? sdist then # with sources
                asSource { inherit name data; }
              else
                { }; # without missing
                { src = missing pname data; }; # with missing
          in
          {
            inherit pname;
            version = data.version or "0.0.0";
            ${if data ? name then "name" else null} = data.name; # with names
            passthru = extended;
          }
          // origin
          // ( # with folder
            if origin ? passthru then
              { passthru = extended // origin.passthru // { passthru = passthru // origin.passthru; }; }
            else
              { }
          ) # with folder
        else
          {
            inherit pname nativeBuildInputs;
            version = data.version or "0.0.0";
            ${if data ? name then "name" else null} = data.name; # with names
            passthru = extended;
            src = fetch wheel; # without manylinux
            src = if wheel ? manylinux then fetch (removeAttrs wheel [ "manylinux" ]) else fetch wheel; # with manylinux
            buildInputs = darwinInputs; # without wheels
            buildInputs = if wheel == data.wheel or null then darwinInputs else usualInputs; # with wheels # without manylinux
            buildInputs = # with manylinux
              if wheel == data.wheel or null then
                darwinInputs
              else if wheel ? manylinux then
                wheelInputs wheel.manylinux
              else
                usualInputs;
            dontStrip = true;
          };
    in
    if data ? settings then # with settings
      mkDerivation (adjusted { # without of-nixpkgs
        inherit name data attributes;
      }) # without of-nixpkgs
      mkDerivation ({ passthru = extended; } // adjusted { inherit name data attributes; }) # with of-nixpkgs
    else
      mkDerivation attributes;

  # `override` and `overrideAttrs`, which keep the changes of each other.
  overridable =
    name: data: context:
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
      changed =
        given:
        let
          unknown = attrNames (removeAttrs given (attrNames accepted));
        in
        if unknown == [ ] then
          make true (context // given) name data # without folder
          seesFolder (make true (context // given) name data) # with folder
        else
          fail "override_argument" ''
            ${name}.override does not accept ${concatStringsSep ", " unknown}. It accepts only
              ${concatStringsSep "\n  " (attrNames accepted)}
            To change attributes of the derivation, use `overrideAttrs`.'';
    in
    lib.makeOverridable (lib.setFunctionArgs changed (mapAttrs (_: _: false) accepted)) accepted;
  # As in uv2nix, a change sees the folder of a local package as a path: `lib.fileset` takes nothing else.
  seesFolder = # with folder
    package:
    package
    // {
      overrideAttrs =
        change:
        seesFolder (
          package.overrideAttrs (
            final: old:
            let
              folder = old.src.origin or null;
              seen = if folder == null then old else old // { src = folder; };
              some = if builtins.isFunction change then change seen else change;
              new = seen // (if builtins.isFunction some then change final seen else some);
            in
            # The source is filtered unless the change replaces it.
            if folder != null && new.src or null == folder then removeAttrs new [ "src" ] else new
          )
        );
    };
}
