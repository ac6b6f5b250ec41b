# The source of a local package: the files of its folder that its build can need. A change to any other
# builds nothing anew.
root:
let
  inherit (builtins)
    any
    baseNameOf
    elem
    match
    pathExists
    stringLength
    substring
    ;

  # What tools leave behind, and what only people, tools and Nix look at.
  clutter = [
    ".DS_Store"
    ".direnv"
    ".envrc"
    ".git"
    ".github"
    ".hg"
    ".idea"
    ".jj"
    ".mypy_cache"
    ".nox"
    ".pre-commit-config.yaml"
    ".pytest_cache"
    ".ruff_cache"
    ".svn"
    ".tox"
    ".venv"
    ".vscode"
    "__pycache__"
    "flake.lock"
    "uv.lock"
    "uvnix.lock"
  ];
  # Nix files and links to what it built, at the top; and documents, unless the build reads them.
  atTop = "result|result-.*|.*\\.nix|.*\\.uvnix\\.lock";
  documents = "(CHANGELOG|CHANGES|CODE_OF_CONDUCT|CONTRIBUTING|HISTORY|NEWS|README|SECURITY|TODO)(\\.[A-Za-z0-9]+)?";
in
{
  # From the folder of the lock.
  folder,
  # The folders of other local packages in it.
  nested ? [ ],
  # The documents at its top that the build reads.
  reads ? [ ],
  # Regular expressions of what is there all the same, of the folders on the way to it, and of what is
  # not there.
  include ? [ ],
  on-the-way ? [ ],
  exclude ? [ ],
}:
let
  place = if folder == "." then root else root + "/${folder}";
  start = stringLength (toString place) + 1;
  isBelow = other: relative: substring 0 (stringLength other + 1) relative == "${other}/";
  filter =
    path: type:
    let
      name = baseNameOf path;
      relative = substring start (stringLength path - start) path;
      fits = pattern: match pattern relative != null;
      isLeft =
        elem name clutter
        || match ".*\\.pyc" name != null
        || any (other: relative == other || isBelow other relative) nested
        || (name == relative && match atTop name != null)
        || (name == relative && type != "directory" && match documents name != null && !(elem name reads));
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
      throw ''
        uvnix: the folder ${folder} is not there, seen from the lock in ${toString root}.
        A flake has only what git knows: add the folder (git add), or fetch its submodule (?submodules=1).
        What lies outside of the repository cannot be reached from it.'';
  # As every other source, it says where it is from.
  url = toString place;
  origin = place;
}
