# Local packages: folders.
{
  inherit (builtins)
    any
    concatStringsSep
    elem
    match
    ;

  # Names that the source does not have: at any depth, what tools create; at the top, with the type before the name,
  # files that builds do not read, links to results of Nix builds, and documents. Below, these may be part of the
  # package.
  ignored = concatStringsSep "|" [
    "([a-z]+:)?(\\.DS_Store|\\.direnv|\\.git|\\.hg|\\.jj|\\.mypy_cache|\\.nox|\\.pytest_cache|\\.ruff_cache|\\.svn|\\.tox|\\.venv|__pycache__|.*\\.pyc)"
    "[a-z]+:(\\.envrc|\\.github|\\.idea|\\.pre-commit-config\\.yaml|\\.vscode|flake\\.lock|pylock(\\..*)?\\.toml|uv\\.lock|(.*\\.)?uvnix\\.lock)"
    "symlink:result(-.*)?"
    "(regular|symlink):((CHANGELOG|CHANGES|CODE_OF_CONDUCT|CONTRIBUTING|HISTORY|NEWS|README|SECURITY|TODO)(\\.[A-Za-z0-9]+)?|.*\\.nix)"
  ];

  # The files of a folder that its build may read. A change to any other file does not rebuild it.
  localSource =
    data:
    let
      folder = if data.folder == "." then place else place + "/${data.folder}";
      start = builtins.stringLength (toString folder) + 1;
      source = data.source or { }; # with source
      filter =
        path: type:
        let
          name = baseNameOf path;
          relative = builtins.substring start (-1) path;
          isKept =
            match ignored (if name == relative then "${type}:${name}" else name) == null
            || elem relative (source.reads or [ ]); # with reads
          # Regular expressions of paths: those to include although they are ignored, the folders that lead to them,
          # and those to exclude.
          fits = pattern: match pattern relative != null; # with patterns
          isForced = # with included
            any fits (source.include or [ ]) || (type == "directory" && any fits (source.on-the-way or [ ]));
        in
        isKept; # without patterns
        isForced || (isKept && !(any fits (source.exclude or [ ]))); # with included
        isKept && !(any fits (source.exclude or [ ])); # with excluded # without included
    in
    {
      src = {
        outPath =
          if builtins.pathExists folder then
            builtins.path {
              name = "source";
              path = folder;
              inherit filter;
            }
          else
            fail "missing_folder" ''
              the folder ${data.folder} does not exist in ${toString place}, the folder of the lock file.
              A flake contains only files that git tracks: run `git add`, or, for a submodule, add `?submodules=1` to the flake's URL.
              A flake cannot use folders outside of its repository.'';
        # Where the source comes from, as for other sources.
        url = toString folder;
        origin = folder;
      };
      ${if data ? meta then "meta" else null} = data.meta; # with meta
    };
}
