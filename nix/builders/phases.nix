# A phase before a build, for what builds have with uv but not with Nix: a repository, and a virtual environment. The
# argument has the steps that some build of this file needs.
steps: names:
if names == [ ] then
  { }
else
  {
    preConfigurePhases = [ "uvnixPreparePhase" ];
    uvnixPreparePhase = builtins.concatStringsSep "" (map (name: steps.${name}) names);
  }
