# Environments with the collisions that the settings allow.
{
  ofEnvironments =
    if !(lock ? ignored-collisions) then
      { }
    else
      {
        mkVirtualEnv =
          name: dependencies:
          (prev.mkVirtualEnv name dependencies).overrideAttrs (old: {
            venvIgnoreCollisions = old.venvIgnoreCollisions or [ ] ++ lock.ignored-collisions;
          });
      };
}
