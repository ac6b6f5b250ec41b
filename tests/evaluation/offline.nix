# The file that $UV_NIX names, where `builtins.fetchGit` does not ask a server, but only says what it
# would have asked for.
let
  fetchGit =
    arguments:
    arguments
    // {
      asked = arguments;
      outPath = "/git";
    };
in
builtins.scopedImport { builtins = builtins // { inherit fetchGit; }; } (
  /. + builtins.getEnv "UV_NIX"
)
