# pyproject.nix's package set of one Python, with build systems and then these overlays.
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
