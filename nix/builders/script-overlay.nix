# The functions of a script for a package set of pyproject.nix's builders.
{
  ofScript = {
    # `workspaceRoot` is accepted because uv2nix has it, and not used: paths are relative to the lock file.
    mkOverlay = arguments: mkPyprojectOverlay (removeAttrs arguments [ "workspaceRoot" ]);
    mkVirtualEnv =
      {
        pythonSet,
        environ ? { },
        pythonVersion ? null,
      }:
      assert refuseMarkers environ;
      pythonSet.mkVirtualEnv "${lock.script.name}-env" (dependenciesIn pythonSet pythonVersion);
  };
}
