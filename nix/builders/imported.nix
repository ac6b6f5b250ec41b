# The functions that several projects share, by backend. Throws if their file is not the one of this uv.nix.
{
  imported =
    file: sha256:
    if !builtins.pathExists file then
      fail "no_functions" ''
        ${toString file}, the file with the functions of uv.nix, does not exist.
        Run `uvnix lock2nix`. A flake contains only files that git tracks: run `git add` for the file.''
    else if builtins.hashFile "sha256" file != sha256 then
      fail "other_functions" ''
        ${toString file} does not have the functions that uv.nix was generated with: it was edited, or written by another version of uvnix.
        `uvnix lock2nix --check` prints the reason. Run `uvnix lock2nix`, also for the other projects that use the file.''
    else
      import file;
}
