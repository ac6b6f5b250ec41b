# A package whose programs find those that the Python packages of an environment call. Other processes do not.
{ pkgs }:
# The environment that the programs run in.
venv: package:
let
  programs = venv.runtimePrograms or [ ];
in
if programs == [ ] then
  package
else
  pkgs.runCommand package.name
    (
      builtins.intersectAttrs {
        meta = null;
        passthru = null;
        pname = null;
        version = null;
      } package
      // {
        nativeBuildInputs = [ pkgs.makeWrapper ];
        inherit package;
        programPath = pkgs.lib.makeBinPath programs;
      }
    )
    ''
      mkdir -p "$out/bin"
      for entry in "$package"/*; do
        if [ "''${entry##*/}" != bin ]; then ln -s "$entry" "$out/"; fi
      done
      for program in "$package"/bin/*; do
        makeWrapper "$program" "$out/bin/''${program##*/}" --prefix PATH : "$programPath"
      done
    ''
