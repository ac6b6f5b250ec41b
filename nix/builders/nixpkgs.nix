# A file's data as overrides for nixpkgs' own Python sets.
{
  choices,
  environment,
  dataOf,
  fetching,
  neededOf,
  modules,
  sourceOf,
  specifiers,
  adjusted ? (_: null),
}:
locked:
let
  inherit (builtins)
    attrNames
    concatMap
    seq
    ;
  # What messages say to run.
  lock = locked // {
    command = "uvnix lock2nix --backend nixpkgs";
  };
  data = dataOf { inherit choices environment specifiers; } "mkPackageOverrides" lock;

  overrides =
    settled: final: prev:
    let
      inherit (data.within settled prev)
        here
        fits
        present
        refused
        ;
    in
    # A file of nothing but pure packages, too, is for its environments only.
    seq here.name (
      modules {
        environment = here;
        inherit (data) needsIn;
        inherit
          lock
          final
          prev
          fetching
          neededOf
          present
          fits
          refused
          ;
        sourceOf = sourceOf lock.root;
        adjusted = adjusted {
          inherit lock final prev;
          # Of the set before: it takes what it needs from the lock.
          pythonPackages = prev;
          prebuilt =
            _: _: from: _:
            from;
        };
      } { inherit (settled) sourcePreference versions; }
    );

  mkPackageOverrides =
    arguments:
    let
      settled = data.settled arguments;
    in
    seq settled (overrides settled);

  # What a specification asks for, of a Python set with the overrides.
  modulesOf =
    specification: python:
    let
      section =
        package: name:
        package.optional-dependencies.${name} or [ ] ++ package.dependency-groups.${name} or [ ];
      modules =
        name:
        let
          package =
            python.${name} or (throw ''
              uvnix: this Python set has no ${name}, which the dependencies ask for.
              Give it the overrides: python3.override { packageOverrides = (import ./uv.nix).packageOverrides; }'');
        in
        [ package ] ++ package.cycle or [ ] ++ concatMap (section package) specification.${name};
    in
    concatMap modules (attrNames specification);
in
if lock ? script then
  {
    inherit (lock.script) name;
    packageOverrides = mkPackageOverrides { };
    inherit mkPackageOverrides;
    dependencies = python: modulesOf (data.scriptDependencies null python) python;
    inherit (data) renderScript config requires-python;
    inherit (lock) environments;
  }
else
  {
    inherit (data)
      deps
      members
      config
      requires-python
      ;
    inherit mkPackageOverrides;
    inherit (lock) environments;
    packageOverrides = mkPackageOverrides { };
    dependenciesOf = specification: modulesOf (data.known specification);
    overlay = throw ''
      uvnix: this uv.nix is for nixpkgs' own Python sets, and has packageOverrides in the place of overlay.
      For the package set of pyproject.nix's builders: uvnix lock2nix --backend pyproject.nix'';
  }
