# The overlay for a package set of pyproject.nix's builders. Evaluation must cost little more than the
# derivations, so nothing here resolves dependencies, or parses markers or wheel names: facts about an
# environment are looked up by its name.
whole:
let
  inherit (whole) lock;

  # Refuses other environments even if all packages are pure Python.
  packagesOf =
    whole:
    builtins.seq whole.environment.name (
      builtins.mapAttrs (whole.make { inherit (whole) sourcePreference; }) whole.present
      // {
        inherit (whole) uvnixBuildSystems;
      }
      // whole.ofBuilds or { }
      // whole.ofEnvironments or { }
    );
  complete =
    packages: final: prev:
    if prev ? uvnixEditableOverlays.${lock.lockHash} then
      whole.fail "early_overlay" ''
        the overlay of mkEditablePyprojectOverlay comes too early: it has no packages to change.
        Apply it after the overlay of mkPyprojectOverlay.''
    # The build platform has a set of its own only in cross compilation.
    else if prev.stdenv.buildPlatform == prev.stdenv.hostPlatform then
      packages final prev
    else
      packages final prev
      // {
        # Its build tools are changed as those of this set are.
        pythonPkgsBuildHost = (prev.pythonPkgsBuildHost.overrideScope packages).overrideScope (
          _: _: { uvnixBuildOverrides = final.uvnixBuildOverrides or { }; }
        );
        pythonPkgsHostHost = prev.pythonPkgsHostHost.overrideScope packages;
      };
  mkPyprojectOverlay = whole.overlayOf { inherit packagesOf complete; };
in
{
  call = if lock ? script then "mkOverlay" else "mkPyprojectOverlay";
  command = "uvnix lock2nix";
  pythonPackages = whole.prev.python.pkgs or { };
  inherit mkPyprojectOverlay;

  ofProject = {
    inherit mkPyprojectOverlay;
    mkEditablePyprojectOverlay =
      whole.mkEditablePyprojectOverlay or (
        {
          root ? null,
          members ? [ ],
        }:
        if members == [ ] then
          _: _: { }
        else
          whole.fail "not_editable" "${toString members} cannot be made editable: only local packages can."
      );
    overlay = mkPyprojectOverlay { };
    # The names of all packages.
    packages = builtins.attrNames lock.packages;
  };
}
