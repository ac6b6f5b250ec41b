# Packages that are built, and the tools of their builds.
{
  # Builds run on the build platform.
  set = final.pythonPkgsBuildHost or final;
  # The build systems of the set build those of the lock.
  replaced = set.uvnixBuildSystems or { };

  # The tools that a package is built with.
  toolsOf =
    name: data:
    if data ? build-environment then
      lockedTools name data
    else if !(data ? build-system) then
      unknownTools name
    # `requires = [ ]`. Resolving nothing would give setuptools.
    else if data.build-system == { } then
      [ ]
    else
      toolsFromSet name data;

  # What all builds have in common.
  built =
    context: data: inputs:
    {
      nativeBuildInputs =
        inputs.before or [ ] ++ [ (context.pyprojectHook or final.pyprojectHook) ] ++ inputs.tools;
      ${data.version-variable or null} = data.version or "0.0.0";
    }
    // preparation data;
}
