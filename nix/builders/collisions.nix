# Environments with the collisions that the settings allow.
whole:
let
  inherit (whole) lock prev;
in
{
  ofEnvironments =
    if lock ? ignored-collisions then
      {
        mkVirtualEnv =
          name: dependencies:
          (prev.mkVirtualEnv name dependencies).overrideAttrs (old: {
            venvIgnoreCollisions = old.venvIgnoreCollisions or [ ] ++ lock.ignored-collisions;
          });
      }
    else
      { };
}
