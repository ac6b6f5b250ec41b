# The install phase of mkVirtualEnv.
pyprojectMakeVenv() {
  runHook preInstall
  "@interpreter@" "@script@" "@python@" "$out"
  runHook postInstall
}
if [ -z "$dontUsePyprojectMakeVenv$installPhase" ]; then installPhase=pyprojectMakeVenv; fi
