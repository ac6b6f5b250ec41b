# The attributes of a derivation for a package of nixpkgs' Python set, as one of this set: its files without what it propagates, and its
# scripts without the dependencies that nixpkgs writes into them.
final: name: from: passthru:
let
  version = python: python.pythonVersion;
in
if (from.pythonModule or final.python).pythonVersion != version final.python then
  throw ''
    uvnix: ${name} is taken from nixpkgs, and built for Python ${version from.pythonModule} there; this package set has Python ${version final.python}.
    Give both the same Python, or remove `nixpkgs` from [tool.uvnix.packages.${name}].''
else
  {
    inherit (from) pname version;
    inherit passthru from;
    dontUnpack = true;
    dontConfigure = true;
    dontBuild = true;
    dontFixup = true;
    installPhase = ''
      runHook preInstall
      mkdir -p "$out"
      for entry in "$from"/*; do
        case "''${entry##*/}" in
          bin | nix-support) ;;
          *) ln -s "$entry" "$out/" ;;
        esac
      done
      if [ -d "$from/bin" ]; then
        mkdir "$out/bin"
        for program in "$from"/bin/*; do
          wrapped="$from/bin/.''${program##*/}-wrapped"
          [ -e "$wrapped" ] || wrapped=$program
          if grep -qI . "$wrapped"; then
            sed '/^import sys;import site;import functools;sys\.argv\[0\] = /d' "$wrapped" \
              >"$out/bin/''${program##*/}"
            chmod --reference="$wrapped" "$out/bin/''${program##*/}"
          else
            ln -s "$wrapped" "$out/bin/''${program##*/}"
          fi
        done
      fi
      runHook postInstall
    '';
  }
