# Package overrides for nixpkgs' own Python sets.
{
  inherit (builtins) attrNames concatMap;

  mkPackageOverrides =
    arguments: final: prev:
    (within arguments final prev).packages;

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
            python.${name} or (fail "not_in_python_set" ''
              `dependencies` names ${name}, which this Python set does not have.
              Apply the overrides: python3.override { packageOverrides = (import ./uv.nix).packageOverrides; }'');
        in
        [ package ] ++ package.cycle or [ ] ++ concatMap (section package) specification.${name};
    in
    concatMap modules (attrNames specification);

  overrides = {
    inherit mkPackageOverrides;
    packageOverrides = mkPackageOverrides { };
  };

  call = "mkPackageOverrides";
  # With the command in messages.
  command = "uvnix lock2nix${lockArgument} --backend nixpkgs";
  ofProject = overrides // {
    dependenciesOf =
      specification:
      assert known specification; # with project
      modulesOf specification;
    overlay = fail "other_backend" ''
      this ${generated} was generated for nixpkgs' own Python sets: use `packageOverrides` instead of `overlay`.
      To use pyproject.nix's builders, run `uvnix lock2nix${lockArgument} --backend pyproject.nix`.'';
  };
}
