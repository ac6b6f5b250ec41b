# The environments of projects on the tree, by each backend.
{
  # JSON: by project, a `file` of `uvnix lock2nix` as an absolute path, and the name of an attribute of `deps`.
  projects,
  python,
  system ? "x86_64-linux",
  # An attribute of `pkgsCross`; empty: a native build.
  cross ? "",
}:
let
  lib = import ./nixpkgs/lib-of-nixpkgs;
  native = import ./nixpkgs/pkgs.nix { inherit system; };
  pkgs = if cross == "" then native else native.pkgsCross.${cross};
  pyproject-nix = import ./pyproject.nix { inherit lib; };
  uv2nix = import ./uv2nix { inherit lib pyproject-nix; };
  build-systems = import ./build-system-pkgs { inherit lib pyproject-nix uv2nix; };

  base = pkgs.callPackage pyproject-nix.build.packages { python = pkgs.${python}; };

  described =
    { file, dependencies }:
    let
      workspace = import (/. + file);
    in
    {
      inherit workspace;
      # The lock of a script has one environment, and no members.
      isScript = workspace ? renderScript;
      dependencies = workspace.deps.${dependencies};
    };

  by = {
    pyproject-nix =
      { workspace, isScript, dependencies }:
      let
        overlay =
          if isScript then
            workspace.mkOverlay { }
          else
            workspace.mkPyprojectOverlay { inherit dependencies; };
        pythonSet = base.overrideScope (
          lib.composeManyExtensions [
            build-systems.wheel
            overlay
          ]
        );
      in
      if isScript then
        workspace.mkVirtualEnv { inherit pythonSet; }
      else
        pythonSet.mkVirtualEnv "env" dependencies;

    nixpkgs =
      { workspace, isScript, dependencies }:
      let
        interpreter = pkgs.${python}.override {
          self = interpreter;
          packageOverrides = workspace.mkPackageOverrides (
            lib.optionalAttrs (!isScript) { inherit dependencies; }
          );
        };
      in
      interpreter.withPackages (
        if isScript then workspace.dependencies else workspace.dependenciesOf dependencies
      );
  };
  derivations = lib.mapAttrs (
    _: environment:
    lib.mapAttrs (_: project: (environment (described project)).drvPath) (builtins.fromJSON projects)
  ) by;

  attempt =
    value:
    let
      tried = builtins.tryEval value;
    in
    if tried.success then tried.value else null;
in
{
  inherit derivations;
  # null: an error.
  attempts = lib.mapAttrs (_: lib.mapAttrs (_: attempt)) derivations;
}
