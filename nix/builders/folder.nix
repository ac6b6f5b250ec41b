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
      # Regular expressions of paths: those to include although they are ignored, the folders that lead to them, and
      # those to exclude.
      fits = path: pattern: match pattern (builtins.substring start (-1) path) != null; # with patterns
      isForced = # with included
        path: type:
        any (fits path) (data.source.include or [ ])
        || (type == "directory" && any (fits path) (data.source.on-the-way or [ ]));
      isUsual =
        path: type:
        let
          name = baseNameOf path;
          relative = builtins.substring start (-1) path;
          isNamed =
            match ignored (if name == relative then "${type}:${name}" else name) == null
            || elem relative (data.source.reads or [ ]); # with reads
        in
        isNamed; # without patterns
        isNamed # with patterns
        # Other local packages are not part of this one.
        && !(elem relative (data.source.nested or [ ])) # with patterns
        && !(any (pattern: fits path pattern) (data.source.exclude or [ ])) # with patterns
        # A folder on the way to what is included may be ignored: then nothing else of it is part of the source.
        && (name == relative || isUsual (dirOf path) "directory"); # with included
    in
    {
      outPath =
        if builtins.pathExists folder then
          builtins.path {
            name = "source";
            path = folder;
            filter = isUsual; # without included
            filter = path: type: isForced path type || isUsual path type; # with included
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
}
