# The attributes of a derivation that makes a package of nixpkgs' Python set one of this set. It links the
# files without the propagated inputs, and removes the dependencies that nixpkgs writes into scripts.
{
  prebuilt =
    name: from:
    if (from.pythonModule or final.python).pythonVersion != final.python.pythonVersion then
      fail "other_python" ''
        ${name} comes from nixpkgs, where it is built for Python ${from.pythonModule.pythonVersion}, but this package set has Python ${final.python.pythonVersion}.
        Use the same Python for both, or remove `nixpkgs` from [tool.uvnix.packages.${name}].''
    else
      {
        inherit (from) pname version;
        name = "${from.pname}-${from.version}";
        inherit from;
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
      };
}
