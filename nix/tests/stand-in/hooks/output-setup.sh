# Lets a build that has this package among its inputs import it.
pyprojectOutputSetup() {
  mkdir -p "$out/nix-support"
  printf 'addToSearchPath NIX_PYPROJECT_PYTHONPATH "%s"\n' "$out/@sitePackages@" >>"$out/nix-support/setup-hook"
}
if [ -z "$dontUsePyprojectOutputSetupHook" ]; then postPhases+=" pyprojectOutputSetup"; fi
