# Installs the wheels in dist/.
pyprojectInstallPhase() {
  runHook preInstall
  local wheel
  for wheel in dist/*.whl; do
    "@uv@/bin/uv" pip install --no-deps --python "@interpreter@" --prefix "$out" $uvPipInstallFlags "$wheel"
  done
  rm -f "$out/.lock"
  if [ -n "$dist" ]; then
    mkdir -p "$dist"
    cp dist/* "$dist/"
  fi
  runHook postInstall
}
if [ -z "$dontUsePyprojectInstall$installPhase" ]; then installPhase=pyprojectInstallPhase; fi
