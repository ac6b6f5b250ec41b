# Makes this package importable in builds that have it as an input.
pyprojectOutputSetup() {
  mkdir -p "$out/nix-support"
  printf 'addToSearchPath NIX_PYPROJECT_PYTHONPATH "%s"\n' "$out/@sitePackages@" >>"$out/nix-support/setup-hook"
}
if [ -z "$dontUsePyprojectOutputSetupHook" ]; then postPhases+=" pyprojectOutputSetup"; fi
