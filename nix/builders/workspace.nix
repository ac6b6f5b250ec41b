# Turns a file's data into the functions that a flake calls. Evaluation must cost little more than the
# derivations, so nothing here resolves dependencies, or parses markers or wheel names: facts about an
# environment are looked up by its name.
{
  buildSystems,
  changes,
  choices,
  environment,
  dataOf,
  fetching,
  package,
  sourceOf,
  specifiers,
  # This function, with the arguments before the next.
  workspace,
  adjusted ? (_: null),
  phases ? (_: { }),
  prebuilt ? null,
  lockedBuilds ? null,
}:
locked:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    hasContext
    listToAttrs
    mapAttrs
    removeAttrs
    seq
    storeDir
    stringLength
    substring
    unsafeDiscardStringContext
    ;
  data = dataOf { inherit choices environment specifiers; } "mkPyprojectOverlay" locked;
  inherit (data) lock;

  # The same for a lock in another folder.
  at = root: workspace (locked // { root = root.outPath or root; });

  lines = concatStringsSep "\n  ";

  # Tells this lock from others in a package set.
  place = unsafeDiscardStringContext "${toString lock.root}/${lock.lockFile}";

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
          phases
          ;
        inherit (requirements) toolsOf inSet;
        sourceOf = sourceOf lock.root;
        inherit
          (changes {
            adjusted = adjusted {
              inherit
                lock
                final
                prev
                present
                prebuilt
                ;
              pythonPackages = prev.python.pkgs or { };
            };
            inherit final;
          })
          changed
          overridden
          ;
      };

      builds =
        if lock ? build-environments then
          lockedBuilds {
            inherit
              lock
              place
              final
              prev
              fits
              ;
            derivation = derivation { sourcePreference = "wheel"; };
          }
        else
          { attributes = { }; };
      requirements = buildSystems {
        inherit final prev present;
        inherit (builds) lockedFor;
      };
      # The environments of the set, with the collisions that the settings allow.
      environments =
        if lock ? ignored-collisions then
          {
            mkVirtualEnv =
              name: dependencies:
              (prev.mkVirtualEnv name dependencies).overrideAttrs (old: {
                venvIgnoreCollisions = old.venvIgnoreCollisions or [ ] ++ lock.ignored-collisions;
              });
          }
        else
          { };
    in
    # Refuse other environments even if all packages are pure Python.
    seq here.name (
      mapAttrs (derivation { inherit (settled) sourcePreference versions; }) present
      // {
        inherit (requirements) resolveBuildSystem uvnixBuildSystems;
      }
      // builds.attributes
      // environments
    );

  # ---- functions for flakes

  mkPyprojectOverlay =
    arguments:
    let
      settled = data.settled arguments;
      packages = overlay settled;
    in
    if arguments ? root then
      (at arguments.root).mkPyprojectOverlay (removeAttrs arguments [ "root" ])
    else
      seq settled (
        final: prev:
        if prev ? uvnixEditableOverlays.${lock.lockHash} then
          throw ''
            uvnix: the overlay of mkEditablePyprojectOverlay comes too early: it has no packages to change.
            Apply it after the overlay of mkPyprojectOverlay.''
        # The build platform has a set of its own only in cross compilation.
        else if prev.stdenv.buildPlatform == prev.stdenv.hostPlatform then
          packages final prev
        else
          packages final prev
          // {
            # Its build tools are changed as those of this set are.
            pythonPkgsBuildHost = (prev.pythonPkgsBuildHost.overrideScope packages).overrideScope (
              _: _: { uvnixBuildOverrides = final.uvnixBuildOverrides or { }; }
            );
            pythonPkgsHostHost = prev.pythonPkgsHostHost.overrideScope packages;
          }
      );

  # The local packages that can be editable, and those that uv installs so.
  folders = filter (
    name: lock.packages.${name} ? folder && lock.packages.${name}.editable or "" != "never"
  ) (attrNames lock.packages);
  editables = filter (name: !(lock.packages.${name} ? editable)) folders;

  mkEditablePyprojectOverlay =
    {
      root ? lock.root,
      members ? editables,
    }:
    let
      unknown = filter (name: !(elem name folders)) members;
      editableRoot = toString root;
    in
    if hasContext editableRoot || substring 0 (stringLength storeDir) editableRoot == storeDir then
      throw ''
        uvnix: the root of editable packages must be a folder that you can edit, but ${editableRoot} is in the Nix store.
        Pass a string with a variable of the development shell: root = "$REPO_ROOT";''
    else if unknown != [ ] then
      throw ''
        uvnix: ${concatStringsSep ", " unknown} cannot be made editable. Only local packages with a pyproject.toml can:
          ${lines folders}''
    else
      _: prev:
      let
        present = filter (name: prev ? ${name}) members;
      in
      if present == [ ] && members != [ ] then
        # The other overlay refuses to come after this one.
        {
          uvnixEditableOverlays = prev.uvnixEditableOverlays or { } // {
            ${lock.lockHash} = null;
          };
        }
      else
        listToAttrs (
          map (name: {
            inherit name;
            value = prev.${name}.override { inherit editableRoot; };
          }) present
        );

  # ---- functions for flakes of scripts

  mkScriptOverlay =
    {
      sourcePreference ? "wheel",
      environ ? { },
      pythonVersion ? null,
      root ? null,
      # Accepted because uv2nix has it, and not used: paths are relative to the lock file.
      workspaceRoot ? null,
      checkFreshness ? true,
    }@arguments:
    if root != null then
      (at root).mkOverlay (removeAttrs arguments [ "root" ])
    else
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
      isFresh
      ;
    inherit mkPyprojectOverlay mkEditablePyprojectOverlay;
    inherit (lock) environments;
    # The names of all packages.
    packages = attrNames lock.packages;
    overlay = mkPyprojectOverlay { };
  }
