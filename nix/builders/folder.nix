# Local packages: folders.
{
  inherit (builtins)
    any
    elem
    match
    pathExists
    stringLength
    substring
    ;

  # Files and folders that tools create, ignored at any depth.
  clutter = "\\.DS_Store|\\.direnv|\\.git|\\.hg|\\.jj|\\.mypy_cache|\\.nox|\\.pytest_cache|\\.ruff_cache|\\.svn|\\.tox|\\.venv|__pycache__|.*\\.pyc";
  # Files that builds do not read, and links to results of Nix builds. Ignored at the top only: below, they
  # may be part of the package.
  atTop = "\\.envrc|\\.github|\\.idea|\\.pre-commit-config\\.yaml|\\.vscode|flake\\.lock|pylock(\\..*)?\\.toml|uv\\.lock|(.*\\.)?uvnix\\.lock";
  # Also ignored at the top, unless the build reads them.
  documents = "(CHANGELOG|CHANGES|CODE_OF_CONDUCT|CONTRIBUTING|HISTORY|NEWS|README|SECURITY|TODO)(\\.[A-Za-z0-9]+)?|.*\\.nix";

  # The files of a folder that its build may read. A change to any other file does not rebuild it.
  sourceOf =
    {
      # Relative to the folder of the lock file.
      folder,
      # Folders of other local packages inside it.
      nested ? [ ],
      # Documents at its top that the build reads.
      reads ? [ ],
      # Regular expressions: paths to include although they are ignored, the folders that lead to them, and
      # paths to exclude.
      include ? [ ],
      on-the-way ? [ ],
      exclude ? [ ],
    }:
    let
      place = if folder == "." then arguments.root else arguments.root + "/${folder}";
      start = stringLength (toString place) + 1;
      isBelow = relative: other: substring 0 (stringLength other + 1) "${relative}/" == "${other}/";
      filter =
        path: type:
        let
          name = baseNameOf path;
          relative = substring start (-1) path;
          fits = pattern: match pattern relative != null;
          isLeft =
            match clutter name != null
            || any (isBelow relative) nested
            || (
              name == relative
              && (
                match atTop name != null
                || (type == "symlink" && match "result(-.*)?" name != null)
                || (type != "directory" && match documents name != null && !(elem name reads))
              )
            );
        in
        any fits include || (type == "directory" && any fits on-the-way) || !(isLeft || any fits exclude);
    in
    {
      outPath =
        if pathExists place then
          builtins.path {
            name = "source";
            path = place;
            inherit filter;
          }
        else
          fail "missing_folder" ''
            the folder ${folder} does not exist in ${toString arguments.root}, the folder of the lock file.
            A flake contains only files that git tracks: run `git add`, or, for a submodule, add `?submodules=1` to the flake's URL.
            A flake cannot use folders outside of its repository.'';
      # Where the source comes from, as for other sources.
      url = toString place;
      origin = place;
    };
  # The attributes of every package that is a folder.
  localSource = data: {
    src = sourceOf (data.source or { } // { inherit (data) folder; });
    ${if data ? meta then "meta" else null} = data.meta;
  };
}
