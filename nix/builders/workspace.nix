# Turns a file's data into the functions that a flake calls. Evaluation must cost little more than the
# derivations, so nothing here resolves dependencies, or parses markers or wheel names: facts about an
# environment are looked up by its name.
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

      # Build requirements are kept apart, so that they cannot clash with installed packages. No package
      # name has capital letters.
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
    # Refuse other environments even if all packages are pure Python.
    seq here.name (
      mapAttrs (derivation { inherit (settled) sourcePreference versions; }) present // forBuilds
    );

  # ---- functions for flakes

  mkPyprojectOverlay =
    arguments:
    let
      settled = data.settled arguments;
      packages = overlay settled;
    in
    seq settled (
      final: prev:
      # The build platform has a set of its own only in cross compilation.
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
        uvnix: the root of editable packages must be a folder that you can edit, but ${root} is in the Nix store.
        Pass a string with a variable of the development shell: root = "$REPO_ROOT";''
    else if unknown != [ ] then
      throw ''
        uvnix: ${concatStringsSep ", " unknown} cannot be made editable. Only local packages can:
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

  # ---- functions for flakes of scripts

  mkScriptOverlay =
    {
      sourcePreference ? "wheel",
      environ ? { },
      pythonVersion ? null,
      # Accepted because uv2nix has it, and not used: paths are relative to the lock file.
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
