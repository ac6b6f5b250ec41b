# An app that writes these files anew, called where the flake is: `nix run .#lock2nix`.
{ pkgs, uvnix }:
{
  # Projects and locks of scripts, from there.
  paths,
  options,
}:
let
  inherit (pkgs.lib) escapeShellArgs getExe;
in
{
  type = "app";
  program = toString (
    pkgs.writeShellScript "lock2nix" ''
      exec ${getExe uvnix} lock2nix ${escapeShellArgs options} "$@" -- ${escapeShellArgs paths}
    ''
  );
  meta.description = "Bring what uvnix wrote up to date";
}
