# What builds have with uv but not with Nix: a repository, which tells the version, and a virtual environment.
{
  inherit (builtins) concatStringsSep;

  prepared = data: { # without steps
    ${data.version-variable or null} = data.version or "0.0.0";
  }; # without steps
  # Its steps are a phase before the build.
  prepared = # with steps
    data:
    let
      steps = data.prepare or [ ]; # without path-files
      steps = lib.optional (data ? build-environment) "path-files" ++ data.prepare or [ ]; # with path-files
    in
    {
      ${data.version-variable or null} = data.version or "0.0.0"; # with version-variable
      ${if steps == [ ] then null else "preConfigurePhases"} = [ "uvnixPreparePhase" ];
      ${if steps == [ ] then null else "uvnixPreparePhase"} = concatStringsSep "" (
        map (step: phases.${step}) steps
      );
    };
}
