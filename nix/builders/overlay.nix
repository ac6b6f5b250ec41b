# The overlay for a package set of pyproject.nix's builders.
{
  call = "mkPyprojectOverlay"; # without script
  call = "mkOverlay"; # with script
  command = "uvnix lock2nix${lockArgument}";
  mkPyprojectOverlay =
    arguments: final: prev:
    let
      packages = final: prev: (within arguments final prev).packages;
    in
    packages final prev
    # The build platform has a set of its own only in cross compilation.
    // prev.pkgs.lib.optionalAttrs (prev.stdenv.buildPlatform != prev.stdenv.hostPlatform) {
      pythonPkgsBuildHost = prev.pythonPkgsBuildHost.overrideScope packages; # without locked-builds
      # Its build tools are changed as those of this set are.
      pythonPkgsBuildHost = (prev.pythonPkgsBuildHost.overrideScope packages).overrideScope ( # with locked-builds
        _: _: { uvnixBuildOverrides = final.uvnixBuildOverrides or { }; }
      ); # with locked-builds
      pythonPkgsHostHost = prev.pythonPkgsHostHost.overrideScope packages;
    };
  ofProject = {
    inherit mkPyprojectOverlay mkEditablePyprojectOverlay;
    overlay = mkPyprojectOverlay { };
    packages = builtins.attrNames lock.packages;
  };
}
