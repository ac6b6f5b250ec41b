# Builds a wheel from a source tree, with the build systems in the inputs.
pyprojectBuildPhase() {
  runHook preBuild
  PYTHONPATH="$NIX_PYPROJECT_PYTHONPATH" "@uv@/bin/uv" build "--${uvBuildType:-wheel}" \
    --no-build-isolation --python "@interpreter@" --out-dir dist $uvBuildFlags
  runHook postBuild
}
if [ -z "$dontUsePyprojectBuild$buildPhase" ]; then buildPhase=pyprojectBuildPhase; fi
