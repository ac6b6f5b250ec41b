# The packages that only builds need.
{
  inherit (builtins)
    any
    attrNames
    concatStringsSep
    filter
    intersectAttrs
    mapAttrs
    ;

  # Tells this lock from others in a package set.
  placeOfLock = builtins.unsafeDiscardStringContext "${toString place}/${lock.lockFile}";
  makeTool = make false (context // { sourcePreference = "wheel"; });
  makeSettled = makeTool; # without conditional
  makeSettled = name: data: makeTool name (if data ? conditional then settle data else data); # with conditional
  # Overlays add functions that change a package, by its name in every version.
  changedTool = { pname, ... }: final.uvnixBuildOverrides.${pname} or (package: package);
  changed = name: data: changedTool data (makeSettled name data);
  lockedPackages = mapAttrs changed (lock.build-packages or { });
  namesOf = attrNames; # without conditions
  namesOf = packages: filter (name: fits packages.${name}) (attrNames packages); # with conditions
  lockedList =
    _: packages: map (name: final.uvnixBuildPackages.${placeOfLock}.${name}) (namesOf packages);
  lockedLists = mapAttrs lockedList lock.build-environments;
  locked = set.uvnixBuildEnvironments.${placeOfLock};
  lockedTools = # with beside-project
    { data, ... }@package:
    let
      tools = locked.${data.build-environment};
      isLocked = tool: any (other: other.pname == tool.pname) tools;
    in
    if data ? beside-project && data.build-system or { } != { } then
      tools ++ filter (tool: !(isLocked tool)) (toolsFromSet package)
    else
      tools;

  # pyproject.nix's hook for editable packages runs a script in an environment of the set. It gets one with the
  # packages that are locked for it.
  scriptSet = set // { # with hook-environment
    mkVirtualEnv =
      name: _:
      (set.mkVirtualEnv name { }).overrideAttrs (_: {
        NIX_PYPROJECT_DEPS = concatStringsSep ":" (map toString locked.${lock.hook-environment});
      });
  }; # with hook-environment
  callPackage = # with hook-environment
    path: given:
    let
      function = if builtins.isFunction path then path else import path;
      ours = intersectAttrs (builtins.functionArgs function) { pythonPkgsBuildHost = scriptSet; };
    in
    final.callPackage function (ours // given);

  # Kept apart from the packages of the set, so that they cannot clash with what is installed, and by lock,
  # because a set may have the packages of several. No package name has capital letters.
  ofBuilds = lib.optionalAttrs (lock ? build-environments) {
    uvnixBuildPackages = prev.uvnixBuildPackages or { } // {
      ${placeOfLock} = lockedPackages;
    };
    uvnixBuildEnvironments = prev.uvnixBuildEnvironments or { } // {
      ${placeOfLock} = lockedLists;
    };
    uvnixBuildOverrides = prev.uvnixBuildOverrides or { };
    ${if lock ? hook-environment then "hooks" else null} = prev.hooks.override { inherit callPackage; }; # with hook-environment
    inherit resolveBuildSystem;
  };
}
