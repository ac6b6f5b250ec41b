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
    # The build platform has a set of its own only in cross compilation.
    if prev.stdenv.buildPlatform == prev.stdenv.hostPlatform then
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
  ofProject = {
    inherit mkPyprojectOverlay mkEditablePyprojectOverlay;
    overlay = mkPyprojectOverlay { };
    packages = builtins.attrNames lock.packages;
  };
}
