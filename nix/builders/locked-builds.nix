# The packages that only builds need.
whole:
let
  inherit (builtins)
    any
    attrNames
    concatStringsSep
    filter
    functionArgs
    intersectAttrs
    isFunction
    mapAttrs
    ;
  inherit (whole)
    lock
    final
    prev
    set
    ;

  # Tells this lock from others in a package set.
  place = builtins.unsafeDiscardStringContext "${toString lock.root}/${lock.lockFile}";
  fits = whole.fits or (_: true);
  settle = whole.settle or (data: data);

  changed = name: final.uvnixBuildOverrides.${name} or (package: package);
  packages = mapAttrs (
    name: data: changed data.pname (whole.make { sourcePreference = "wheel"; } name (settle data))
  ) (lock.build-packages or { });
  lists = mapAttrs (
    _: packages:
    map (name: final.uvnixBuildPackages.${place}.${name}) (
      filter (name: fits packages.${name}) (attrNames packages)
    )
  ) lock.build-environments;
  lockedFor = list: set.uvnixBuildEnvironments.${place}.${list};

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
    path: arguments:
    let
      function = if isFunction path then path else import path;
      ours = intersectAttrs (functionArgs function) { pythonPkgsBuildHost = scriptSet; };
    in
    final.callPackage function (ours // arguments);
in
{
  lockedTools =
    name: data:
    let
      locked = lockedFor data.build-environment;
      isLocked = tool: any (other: other.pname == tool.pname) locked;
    in
    if data ? beside-project && data.build-system or { } != { } then
      locked ++ filter (tool: !(isLocked tool)) (whole.toolsFromSet name data)
    else
      locked;

  # Kept apart from the packages of the set, so that they cannot clash with what is installed, and by lock,
  # because a set may have the packages of several. No package name has capital letters.
  ofBuilds =
    if !(lock ? build-environments) then
      { }
    else
      {
        uvnixBuildPackages = prev.uvnixBuildPackages or { } // {
          ${place} = packages;
        };
        uvnixBuildEnvironments = prev.uvnixBuildEnvironments or { } // {
          ${place} = lists;
        };
        # Overlays add functions that change a package, by its name in every version.
        uvnixBuildOverrides = prev.uvnixBuildOverrides or { };
        ${if lock ? hook-environment then "hooks" else null} = prev.hooks.override { inherit callPackage; };
        inherit (whole) resolveBuildSystem;
      };
}
