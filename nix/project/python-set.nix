# pyproject.nix's package set for one Python, with build systems, then these overlays.
{
  pkgs,
  pyproject-nix,
  pyproject-build-systems,
  python,
  sourcePreference,
}:
overlays:
(pkgs.callPackage pyproject-nix.build.packages { inherit python; }).overrideScope (
  pkgs.lib.composeManyExtensions (
    [ pyproject-build-systems.overlays.${sourcePreference} ] ++ overlays
  )
)
