# pyproject.nix's package set for one Python, with build systems if there are any, then these overlays.
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
    pkgs.lib.optional (
      pyproject-build-systems != null
    ) pyproject-build-systems.overlays.${sourcePreference}
    ++ overlays
  )
)
