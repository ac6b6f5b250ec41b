# A check that fails if a uv.nix is out of date: if `uvnix lock2nix` would write another file.
{
  pkgs,
  uvnix,
  # A folder with all files that the locks name, including members in parent folders.
  root,
  # Projects and locks of scripts, relative to the root.
  paths ? [ "." ],
  # Further options of `uvnix lock2nix`, such as "--python=3.12".
  options ? [ ],
}:
let
  inherit (pkgs.lib) escapeShellArgs getExe;
in
# The check writes nothing, so it needs no copy of the root.
pkgs.runCommand "uvnix-fresh" { } ''
  cd ${root}
  ${getExe uvnix} lock2nix --check --offline ${escapeShellArgs options} -- ${escapeShellArgs paths}
  touch $out
''
