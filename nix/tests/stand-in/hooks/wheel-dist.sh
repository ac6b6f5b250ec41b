# Links a source that is a wheel into the folder for built wheels.
pyprojectWheelDist() {
  runHook preBuild
  mkdir -p dist
  if [ -d "$src" ]; then
    ln -s "$src"/*.whl dist/
  else
    ln -s "$src" "dist/$(stripHash "$src")"
  fi
  runHook postBuild
}
if [ -z "$dontUsePyprojectWheelDist$buildPhase" ]; then
  buildPhase=pyprojectWheelDist
  dontUnpack=1
fi
