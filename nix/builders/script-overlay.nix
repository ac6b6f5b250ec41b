# The functions of a script for a package set of pyproject.nix's builders.
whole: {
  ofScript = {
    # `workspaceRoot` is accepted because uv2nix has it, and not used: paths are relative to the lock file.
    mkOverlay = arguments: whole.mkPyprojectOverlay (removeAttrs arguments [ "workspaceRoot" ]);
    mkVirtualEnv =
      {
        pythonSet,
        environ ? { },
        pythonVersion ? null,
      }:
      assert whole.refuseMarkers environ;
      pythonSet.mkVirtualEnv "${whole.lock.script.name}-env" (
        whole.dependenciesIn pythonSet pythonVersion
      );
  };
}
