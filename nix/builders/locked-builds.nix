# The packages that only builds need.
{
  inherit (builtins)
    any
    attrNames
    concatStringsSep
    filter
    functionArgs
    intersectAttrs
    isFunction
    mapAttrs
    unsafeDiscardStringContext
    ;

  # Tells this lock from others in a package set.
  placeOfLock = unsafeDiscardStringContext "${toString arguments.root}/${lock.lockFile}";
  lockedPackages = mapAttrs (
    name: data:
    (final.uvnixBuildOverrides.${data.pname} or (package: package)) (
      make { sourcePreference = "wheel"; } name (settle data)
    )
  ) (lock.build-packages or { });
  lockedLists = mapAttrs (
    _: packages:
    map (name: final.uvnixBuildPackages.${placeOfLock}.${name}) (
      filter (name: fits packages.${name}) (attrNames packages)
    )
  ) lock.build-environments;
  lockedFor = list: set.uvnixBuildEnvironments.${placeOfLock}.${list};
  lockedTools =
    name: data:
    let
      locked = lockedFor data.build-environment;
      isLocked = tool: any (other: other.pname == tool.pname) locked;
    in
    if data ? beside-project && data.build-system or { } != { } then
      locked ++ filter (tool: !(isLocked tool)) (toolsFromSet name data)
    else
      locked;

  # pyproject.nix's hook for editable packages runs a script in an environment of the set. It gets one with the
  # packages that are locked for it.
  scriptSet = set // {
    mkVirtualEnv =
      name: _:
      (set.mkVirtualEnv name { }).overrideAttrs (_: {
        NIX_PYPROJECT_DEPS = concatStringsSep ":" (map toString (lockedFor lock.hook-environment));
      });
  };
  callPackage =
    path: given:
    let
      function = if isFunction path then path else import path;
      ours = intersectAttrs (functionArgs function) { pythonPkgsBuildHost = scriptSet; };
    in
    final.callPackage function (ours // given);

  # Kept apart from the packages of the set, so that they cannot clash with what is installed, and by lock,
  # because a set may have the packages of several. No package name has capital letters.
  ofBuilds =
    if !(lock ? build-environments) then
      { }
    else
      {
        uvnixBuildPackages = prev.uvnixBuildPackages or { } // {
          ${placeOfLock} = lockedPackages;
        };
        uvnixBuildEnvironments = prev.uvnixBuildEnvironments or { } // {
          ${placeOfLock} = lockedLists;
        };
        # Overlays add functions that change a package, by its name in every version.
        uvnixBuildOverrides = prev.uvnixBuildOverrides or { };
        ${if lock ? hook-environment then "hooks" else null} = prev.hooks.override { inherit callPackage; };
        inherit resolveBuildSystem;
      };
}
