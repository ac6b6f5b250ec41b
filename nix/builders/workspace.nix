# A file's data as what a flake calls. Evaluating has to cost little more than the derivations, so
# nothing here resolves, parses a marker or reads a wheel's name: an environment is looked up by its
# name.
{
  changes,
  choices,
  environment,
  dataOf,
  fetching,
  package,
  sourceOf,
  specifiers,
  adjusted ? (_: null),
  prebuilt ? null,
}:
lock:
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    hasContext
    listToAttrs
    mapAttrs
    seq
    storeDir
    stringLength
    substring
    ;
  data = dataOf { inherit choices environment specifiers; } "mkPyprojectOverlay" lock;

  lines = concatStringsSep "\n  ";

  # ---- the overlay

  overlay =
    settled: final: prev:
    let
      inherit (data.within settled prev)
        here
        fits
        present
        refused
        ;

      derivation = package {
        environment = here;
        inherit (data) needsIn;
        inherit
          lock
          final
          prev
          fetching
          present
          fits
          refused
          ;
        sourceOf = sourceOf lock.root;
        inherit
          (changes {
            adjusted = adjusted {
              inherit
                lock
                final
                prev
                prebuilt
                ;
              pythonPackages = prev.python.pkgs;
            };
            inherit final;
            inherit (prev) stdenv;
          })
          changed
          overridden
          ;
      };

      # What builds need lies apart, so that it cannot clash with what is installed. No package has a
      # name with capital letters.
      forBuilds =
        if lock ? build-environments then
          {
            uvnixBuildPackages = mapAttrs (derivation { sourcePreference = "wheel"; }) (
              lock.build-packages or { }
            );
            uvnixBuildEnvironments = mapAttrs (
              _: packages:
              map (name: final.uvnixBuildPackages.${name}) (
                filter (name: fits packages.${name}) (attrNames packages)
              )
            ) lock.build-environments;
          }
        else
          { };
    in
    # A file of nothing but pure packages, too, is for its environments only.
    seq here.name (
      mapAttrs (derivation { inherit (settled) sourcePreference versions; }) present // forBuilds
    );

  # ---- what a flake calls

  mkPyprojectOverlay =
    arguments:
    let
      settled = data.settled arguments;
      packages = overlay settled;
    in
    seq settled (
      final: prev:
      # Natively, the set of the build platform is this set; cross compiling, it is another.
      if prev.stdenv.buildPlatform == prev.stdenv.hostPlatform then
        packages final prev
      else
        packages final prev
        // {
          pythonPkgsBuildHost = prev.pythonPkgsBuildHost.overrideScope packages;
          pythonPkgsHostHost = prev.pythonPkgsHostHost.overrideScope packages;
        }
    );

  folders = filter (name: lock.packages.${name} ? folder) (attrNames lock.packages);

  mkEditablePyprojectOverlay =
    {
      root ? toString lock.root,
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
      environ ? { },
      pythonVersion ? null,
      # For uv2nix's sake: paths are seen from the lock.
      workspaceRoot ? null,
      checkFreshness ? true,
    }:
    mkPyprojectOverlay {
      inherit
        sourcePreference
        environ
        pythonVersion
        checkFreshness
        ;
    };

  mkVirtualEnv =
    {
      pythonSet,
      environ ? { },
      pythonVersion ? null,
    }:
    if environ != { } then
      throw (data.otherMarkers environ)
    else
      pythonSet.mkVirtualEnv "${lock.script.name}-env" (data.scriptDependencies pythonVersion pythonSet);
in
if lock ? script then
  {
    inherit (lock.script) name;
    mkOverlay = mkScriptOverlay;
    inherit mkVirtualEnv;
    inherit (data) renderScript config requires-python;
    inherit (lock) environments;
  }
else
  {
    inherit (data)
      deps
      members
      config
      requires-python
      ;
    inherit mkPyprojectOverlay mkEditablePyprojectOverlay;
    inherit (lock) environments;
    overlay = mkPyprojectOverlay { };
  }
