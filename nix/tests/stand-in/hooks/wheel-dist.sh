# Puts a wheel that is the source itself where a built one would be.
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
