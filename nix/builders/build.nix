# Packages that are built, and the tools of their builds.
{
  # Builds run on the build platform.
  set = final.pythonPkgsBuildHost or final;
  # The build systems of the set build those of the lock.
  replaced = set.uvnixBuildSystems or { }; # with unlocked

  # The tools that a package is built with.
  toolsOf =
    { name, data }@package:
    if data ? build-environment then # with locked-builds
      locked.${data.build-environment} # without beside-project
      lockedTools package # with beside-project
    else if !(data ? build-system) then # with unknown-tools
      unknownTools name
    else if data.build-system != { } then # with tools-of-set
      toolsFromSet package
    # `requires = [ ]`. Resolving nothing would give setuptools.
    else
      [ ];
}
