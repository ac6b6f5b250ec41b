# A phase before a build, for what builds have with uv but not with Nix: a repository, and a virtual environment.
{
  preparation =
    data:
    let
      names = data.prepare or [ ]; # without path-files
      names = lib.optional (data ? build-environment) "path-files" ++ data.prepare or [ ]; # with path-files
    in
    lib.optionalAttrs (names != [ ]) {
      preConfigurePhases = [ "uvnixPreparePhase" ];
      uvnixPreparePhase = lib.concatMapStrings (name: steps.${name}) names;
    };
}
