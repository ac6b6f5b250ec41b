# Extras of build requirements.
{
  inherit (builtins) filter;

  # An extra that a build requirement does not have is ignored, as by uv.
  hasExtra =
    name: extra:
    let
      passthru = toolSet.${name}.passthru or { }; # with tools-of-set
      passthru = set.${name}.passthru or { }; # without tools-of-set
    in
    passthru ? optional-dependencies.${extra}
    || passthru ? dependency-groups.${extra}
    ||
      warn "unknown_build_extra"
        "the build requirement ${name}[${extra}] is reduced to ${name}: this package set has no such extra."
        false;
  extrasOf = name: filter (hasExtra name);
}
