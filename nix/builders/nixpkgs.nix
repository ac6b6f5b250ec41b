# Turns a file's data into package overrides for nixpkgs' own Python sets.
{
  choices,
  environment,
  dataOf,
  fetching,
  neededOf,
  modules,
  sourceOf,
  specifiers,
  # This function, with the arguments before the next.
  workspace,
  adjusted ? (_: null),
  phases ? (_: { }),
}:
locked:
let
  inherit (builtins)
    attrNames
    concatMap
    removeAttrs
    seq
    ;
  # With the command in messages.
  data = dataOf { inherit choices environment specifiers; } "mkPackageOverrides" (
    locked
    // {
      command = "uvnix lock2nix --backend nixpkgs";
    }
  );
  inherit (data) lock;

  # The same for a lock in another folder.
  at = root: workspace (locked // { root = root.outPath or root; });

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
    # Refuse other environments even if all packages are pure Python.
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
          phases
          ;
        sourceOf = sourceOf lock.root;
        adjusted = adjusted {
          inherit
            lock
            final
            prev
            present
            ;
          # From the previous set; their dependencies are the locked packages.
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
    if arguments ? root then
      (at arguments.root).mkPackageOverrides (removeAttrs arguments [ "root" ])
    else
      seq settled (overrides settled);

  # The packages that a specification names, from a Python set with the overrides.
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
              uvnix: `dependencies` names ${name}, which this Python set does not have.
              Apply the overrides: python3.override { packageOverrides = (import ./uv.nix).packageOverrides; }'');
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
      isFresh
      ;
    inherit mkPackageOverrides;
    inherit (lock) environments;
    packageOverrides = mkPackageOverrides { };
    dependenciesOf = specification: modulesOf (data.known specification);
    overlay = throw ''
      uvnix: this uv.nix was generated for nixpkgs' own Python sets: use `packageOverrides` instead of `overlay`.
      To use pyproject.nix's builders, run `uvnix lock2nix --backend pyproject.nix`.'';
  }
