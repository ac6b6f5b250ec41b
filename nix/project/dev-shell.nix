# The packages, variables and start-up commands of a development shell: an editable environment, or, while uv.nix is
# out of date, the tools that update it.
{
  pkgs,
  uvnix,
  pyproject-nix,
}:
{
  venv,
  python,
  packages ? [ ],
  file ? "uv.nix",
  lock ? "uv.lock",
  command ? "uvnix lock2nix",
  # Whether uv.nix belongs to the lock. If not, there is no environment.
  isFresh ? true,
}:
let
  inherit (import ../builders/messages.nix) message;
  inherit (pkgs.lib)
    escapeShellArg
    optional
    optionalAttrs
    optionalString
    ;
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
  stale = escapeShellArg (
    message "out_of_date" ''
      ${file} is out of date: ${lock} changed after it was generated.
      This shell has only uv and uvnix. Run `${command}`, then enter the shell again.''
  );
in
{
  packages =
    optional isFresh venv
    ++ [
      pkgs.uv
      uvnix
      # Compiles the extension modules of editable packages in place.
      build-editable
    ]
    # The programs that Python packages call.
    ++ (if isFresh then venv.runtimePrograms or [ ] else [ ])
    ++ packages;
  env = {
    # uv locks, and `uv run` uses this environment: Nix makes it.
    UV_NO_SYNC = "1";
    UV_PYTHON = python.interpreter;
    UV_PYTHON_DOWNLOADS = "never";
  }
  // optionalAttrs isFresh { UV_PROJECT_ENVIRONMENT = "${venv}"; };
  shellHook = ''
    unset PYTHONPATH
    export REPO_ROOT=$(git rev-parse --show-toplevel 2>/dev/null || pwd)
  ''
  + optionalString (!isFresh) ''
    echo ${stale} >&2
  '';
}
