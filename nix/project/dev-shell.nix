# A development shell with an editable environment.
{ pkgs, uvnix }:
{
  venv,
  python,
  packages ? [ ],
}:
pkgs.mkShell {
  packages = [
    venv
    pkgs.uv
    uvnix
  ]
  ++ packages;
  env = {
    # uv only locks: Nix makes the environment.
    UV_NO_SYNC = "1";
    UV_PYTHON = python.interpreter;
    UV_PYTHON_DOWNLOADS = "never";
  };
  shellHook = ''
    unset PYTHONPATH
    export REPO_ROOT=$(git rev-parse --show-toplevel 2>/dev/null || pwd)
  '';
}
