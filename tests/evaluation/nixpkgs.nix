# What two files of one lock install in each environment that they name, for each specification: that for
# pyproject.nix's builders ($UV_NIX), and that for nixpkgs' ($NIXPKGS_NIX).
# { environment = { specification = { wanted = { name = version; }; found = …; }; }; }
{
  # The folder of evaluate.nix.
  tests,
}:
let
  inherit (builtins)
    deepSeq
    elemAt
    filter
    getEnv
    listToAttrs
    map
    match
    mapAttrs
    toJSON
    tryEval
    ;

  # cp311.3-x86_64-linux
  argumentsOf =
    environment:
    let
      parts = match "cp3([0-9]+)([.][0-9]+)?-([^-]+-[^-]+)" environment;
      python = "3.${elemAt parts 0}";
    in
    {
      inherit python;
      system = elemAt parts 2;
      pythonFullVersion = if elemAt parts 1 == null then null else python + elemAt parts 1;
    };

  file = import (/. + getEnv "UV_NIX");

  # All at once, the default, and each member by itself; of a script there is only one.
  specifications =
    if file ? mkOverlay then
      { script = null; }
    else
      {
        default = toJSON file.deps.default;
        all = toJSON file.deps.all;
      }
      // mapAttrs (name: _: toJSON { ${name} = [ ]; }) file.deps.default;

  both =
    environment: spec:
    let
      ask =
        evaluate: uvNix: (import (tests + evaluate) ({ inherit uvNix spec; } // argumentsOf environment));
      # Where conflicts are declared, nothing has everything.
      versions =
        evaluate: uvNix:
        let
          inherit (ask evaluate uvNix) versions;
          attempt = tryEval (deepSeq versions versions);
        in
        if attempt.success then attempt.value else "REFUSED";
    in
    {
      wanted = versions "/evaluate.nix" (getEnv "UV_NIX");
      found = versions "/evaluate-nixpkgs.nix" (getEnv "NIXPKGS_NIX");
    };
in
listToAttrs (
  map (name: {
    inherit name;
    value = mapAttrs (_: both name) specifications;
  }) (filter (name: match "cp3.*" name != null) file.environments)
)
