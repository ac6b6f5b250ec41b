# What builds have with uv but not with Nix: a repository, which tells the version, and a virtual environment.
{
  inherit (builtins) concatStringsSep;

  # Its steps are a phase before the build.
  prepared =
    data:
    let # with steps
      steps = data.prepare or [ ]; # with steps # without path-files
      steps = lib.optional (data ? build-environment) "path-files" ++ data.prepare or [ ]; # with path-files
    in # with steps
    {
      ${data.version-variable or null} = data.version or "0.0.0"; # with version-variable
      ${if steps == [ ] then null else "preConfigurePhases"} = [ "uvnixPreparePhase" ]; # with steps
      ${if steps == [ ] then null else "uvnixPreparePhase"} = concatStringsSep "" ( # with steps
        map (step: phases.${step}) steps
      ); # with steps
    };
}
