# An overlay whose environments allow packages to have different files at these paths: patterns, or true for
# all paths.
patterns: _: prev: {
  mkVirtualEnv =
    name: dependencies:
    (prev.mkVirtualEnv name dependencies).overrideAttrs (old: {
      venvIgnoreCollisions =
        old.venvIgnoreCollisions or [ ] ++ (if patterns == true then [ "*" ] else patterns);
    });
}
