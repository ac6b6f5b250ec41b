# Builds an editable wheel (PEP 660) of the source tree and installs it, which is one step in uv. The
# dependencies are installed already, and the workspace is not available.
pyprojectBuildEditablePhase() {
  runHook preBuild
  PYTHONPATH="$NIX_PYPROJECT_PYTHONPATH" "@uv@/bin/uv" pip install --no-deps --no-sources --no-build-isolation \
    --python "@interpreter@" --prefix "$out" $uvBuildFlags --editable .
  runHook postBuild
}
if [ -z "$dontUsePyprojectBuildEditable$buildPhase" ]; then buildPhase=pyprojectBuildEditablePhase; fi
