# Copies the built distributions to the output.
pyprojectInstallDistPhase() {
  runHook preInstall
  mkdir -p "$out"
  cp dist/* "$out/"
  runHook postInstall
}
if [ -z "$dontUsePyprojectInstallDist$installPhase" ]; then installPhase=pyprojectInstallDistPhase; fi
