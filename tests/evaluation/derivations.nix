# All derivations that one uv.nix ($UV_NIX) makes, in each environment that it names: of wheels, of source
# distributions, and of editable packages. A derivation that cannot be evaluated is "REFUSED".
{
  # The folder of evaluate.nix.
  tests,
}:
let
  inherit (builtins)
    deepSeq
    elemAt
    filter
    listToAttrs
    mapAttrs
    match
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

  tried =
    value:
    let
      attempt = tryEval (deepSeq value value);
    in
    if attempt.success then attempt.value else "REFUSED";
  # Git does not ask a server for this.
  pathOf = package: if (package.src or null) ? asked then package.src.asked else package.drvPath;
  described = package: {
    path = tried (pathOf package);
    version = tried package.version;
    passthru = mapAttrs (_: tried) (removeAttrs package.passthru [ "runtimePrograms" ]);
  };

  inherit (import ./offline.nix) environments;
  ask =
    arguments: environment:
    let
      evaluated = import (tests + "/evaluate.nix") (
        { uvNix = toString ./offline.nix; } // arguments // argumentsOf environment
      );
      inherit (evaluated) names pythonSet;
    in
    {
      packages = listToAttrs (
        map (name: {
          inherit name;
          value = described pythonSet.${name};
        }) names
      );
      environment = tried evaluated.venvDrvPath;
      builds = mapAttrs (_: mapAttrs (_: package: tried (pathOf package))) (
        pythonSet.uvnixBuildPackages or { }
      );
    };
  everywhere =
    arguments:
    listToAttrs (
      map (name: {
        inherit name;
        value =
          let
            all = tried (ask arguments name);
          in
          # Where conflicts are declared, nothing has everything.
          if all == "REFUSED" then tried (ask (arguments // { spec = "default"; }) name) else all;
      }) (filter (name: match "cp3[0-9].*" name != null) environments)
    );
in
{
  wheels = everywhere { };
  sdists = everywhere { sourcePreference = "sdist"; };
}
// (
  if (import ./offline.nix) ? mkEditablePyprojectOverlay then
    { editables = everywhere { editableRoot = "$ROOT"; }; }
  else
    { }
)
