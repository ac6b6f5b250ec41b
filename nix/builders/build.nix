# Packages that are built, and the tools of their builds.
{
  # Builds run on the build platform.
  set = final.pythonPkgsBuildHost or final;
  # The build systems of the set build those of the lock.
  replaced = set.uvnixBuildSystems or { }; # with unlocked

  # The tools that a package is built with.
  toolsOf =
    name: data:
    if data ? build-environment then # with locked-builds
      lockedTools name data
    else if !(data ? build-system) then # with unknown-tools
      unknownTools name
    else if data.build-system != { } then # with tools-of-set
      toolsFromSet name data
    # `requires = [ ]`. Resolving nothing would give setuptools.
    else
      [ ];

  # What all builds have in common.
  built = _: nativeBuildInputs: { inherit nativeBuildInputs; }; # without phases # without version-variable
  built = data: nativeBuildInputs: { # without phases # with version-variable
    inherit nativeBuildInputs;
    ${data.version-variable or null} = data.version or "0.0.0";
  }; # without phases # with version-variable
  built = # with phases
    data: nativeBuildInputs:
    {
      inherit nativeBuildInputs;
      ${data.version-variable or null} = data.version or "0.0.0"; # with version-variable
    }
    // preparation data;
}
