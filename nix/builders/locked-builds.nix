# The packages that only builds need, in one package set.
{
  lock,
  # Tells this lock from others in a package set.
  place,
  final,
  prev,
  fits,
  # Makes the derivation of a package from its name and data.
  derivation,
}:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    functionArgs
    intersectAttrs
    isFunction
    mapAttrs
    ;

  # Builds run on the build platform, so their requirements come from its set.
  set = final.pythonPkgsBuildHost or final;

  packages = mapAttrs (name: data: changed data.pname (derivation name data)) (
    lock.build-packages or { }
  );
  changed = name: final.uvnixBuildOverrides.${name} or (package: package);
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
  inherit lockedFor;

  # Kept apart from the packages of the set, so that they cannot clash with what is installed, and by lock,
  # because a set may have the packages of several. No package name has capital letters.
  attributes = {
    uvnixBuildPackages = prev.uvnixBuildPackages or { } // {
      ${place} = packages;
    };
    uvnixBuildEnvironments = prev.uvnixBuildEnvironments or { } // {
      ${place} = lists;
    };
    # Overlays add functions that change a package, by its name in every version.
    uvnixBuildOverrides = prev.uvnixBuildOverrides or { };
    ${if lock ? hook-environment then "hooks" else null} = prev.hooks.override { inherit callPackage; };
  };
}
