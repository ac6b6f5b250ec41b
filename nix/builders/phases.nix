# A phase before a build, for what builds have with uv but not with Nix: a repository, and a virtual environment.
{
  inherit (builtins) concatStringsSep;

  preparation =
    data:
    let
      names = (if data ? build-environment then [ "path-files" ] else [ ]) ++ data.prepare or [ ];
    in
    if names == [ ] then
      { }
    else
      {
        preConfigurePhases = [ "uvnixPreparePhase" ];
        uvnixPreparePhase = concatStringsSep "" (map (name: steps.${name}) names);
      };
}
