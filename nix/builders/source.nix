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

  # What tools leave behind, wherever they were.
  clutter = [
    ".DS_Store"
    ".direnv"
    ".git"
    ".hg"
    ".jj"
    ".mypy_cache"
    ".nox"
    ".pytest_cache"
    ".ruff_cache"
    ".svn"
    ".tox"
    ".venv"
    "__pycache__"
  ];
  # What only people, tools and Nix look at: at the top, since below it may be what a package is made of;
  # and links to what Nix built.
  atTop = "\\.envrc|\\.github|\\.idea|\\.pre-commit-config\\.yaml|\\.vscode|flake\\.lock|uv\\.lock|(.*\\.)?uvnix\\.lock";
  built = "result(-.*)?";
  # The same, unless the build reads them.
  documents = "(CHANGELOG|CHANGES|CODE_OF_CONDUCT|CONTRIBUTING|HISTORY|NEWS|README|SECURITY|TODO)(\\.[A-Za-z0-9]+)?|.*\\.nix";
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
        || (
          name == relative
          && (
            match atTop name != null
            || (type == "symlink" && match built name != null)
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
      throw ''
        uvnix: the folder ${folder} is not there, seen from the lock in ${toString root}.
        A flake has only what git knows: add the folder (git add), or fetch its submodule (?submodules=1).
        What lies outside of the repository cannot be reached from it.'';
  # As every other source, it says where it is from.
  url = toString place;
  origin = place;
}
