# Package overrides for nixpkgs' own Python sets.
whole:
let
  inherit (builtins) attrNames concatMap;
  inherit (whole) lock dependenciesIn;

  mkPackageOverrides = whole.overlayOf {
    # Refuses other environments even if all packages are pure Python.
    packagesOf = whole: builtins.seq whole.environment.name whole.modules;
    complete = packages: packages;
  };

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
            python.${name} or (whole.fail "not_in_python_set" ''
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
in
{
  call = "mkPackageOverrides";
  # With the command in messages.
  command = "uvnix lock2nix --backend nixpkgs";
  # From the previous set; their dependencies are the locked packages.
  pythonPackages = whole.prev;
  prebuilt =
    _: package: _:
    package;
  inherit (whole.prev) stdenv;

  ofScript = overrides // {
    dependencies = python: modulesOf (dependenciesIn python null) python;
  };
  ofProject = overrides // {
    dependenciesOf =
      specification:
      assert whole.known specification;
      modulesOf specification;
    overlay = whole.fail "other_backend" ''
      this uv.nix was generated for nixpkgs' own Python sets: use `packageOverrides` instead of `overlay`.
      To use pyproject.nix's builders, run `uvnix lock2nix --backend pyproject.nix`.'';
  };
}
