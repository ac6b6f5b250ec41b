# An app that updates the generated files: `nix run .#lock2nix`, in the folder of the flake.
{ pkgs, uvnix }:
{
  # Projects and locks of scripts, relative to the flake.
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
  meta.description = "Update the files that uvnix generates";
}
