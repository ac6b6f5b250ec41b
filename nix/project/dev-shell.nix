# A development shell with an editable environment.
{
  pkgs,
  uvnix,
  pyproject-nix,
}:
{
  venv,
  python,
  packages ? [ ],
}:
let
  inherit
    (
      # A flake, or the imported file of a checkout.
      if builtins.isFunction pyproject-nix.packages then
        pyproject-nix.packages { inherit (pkgs) callPackage; }
      else
        pyproject-nix.packages.${pkgs.stdenv.hostPlatform.system}
    )
    build-editable
    ;
in
pkgs.mkShell {
  packages = [
    venv
    pkgs.uv
    uvnix
    # Compiles the extension modules of editable packages in place.
    build-editable
  ]
  # The programs that Python packages call.
  ++ venv.runtimePrograms or [ ]
  ++ packages;
  env = {
    # uv locks, and `uv run` uses this environment: Nix makes it.
    UV_NO_SYNC = "1";
    UV_PROJECT_ENVIRONMENT = "${venv}";
    UV_PYTHON = python.interpreter;
    UV_PYTHON_DOWNLOADS = "never";
  };
  shellHook = ''
    unset PYTHONPATH
    export REPO_ROOT=$(git rev-parse --show-toplevel 2>/dev/null || pwd)
  '';
}
