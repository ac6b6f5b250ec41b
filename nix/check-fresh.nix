# A check that fails where a uv.nix is not what `uvnix lock2nix` would write.
{
  pkgs,
  uvnix,
  # The folder that has everything which the locks name, members in parent folders among it.
  root,
  # The projects and locks of scripts, from there.
  paths ? [ "." ],
  # What `lock2nix` is called with besides, such as "--python=3.12".
  options ? [ ],
}:
let
  inherit (pkgs.lib) escapeShellArgs getExe;
in
# A copy is in the store already, and nothing is written to it.
pkgs.runCommand "uvnix-fresh" { } ''
  cd ${root}
  ${getExe uvnix} lock2nix --check --offline ${escapeShellArgs options} -- ${escapeShellArgs paths}
  touch $out
''
