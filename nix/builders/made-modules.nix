# Modules that the build of an editable package makes, such as compiled ones, and that its folder lacks.
{
  madeModules = built: {
    preConfigurePhases = built.preConfigurePhases or [ ] ++ [ "uvnixListPhase" ];
    uvnixListPhase = ''
      find . -type f | sort >"$NIX_BUILD_TOP/uvnix-before"
    '';
    preFixupPhases = [ "uvnixModulesPhase" ];
    uvnixModulesPhase = ''
      uvnixFinder=_uvnix_''${pname//-/_}
      uvnixSite=$out/${final.python.sitePackages}
      find . -type f '(' -name '*.py' -o -name '*.so' ')' | sort | comm -13 "$NIX_BUILD_TOP/uvnix-before" - \
        | while read -r file; do
          # A new folder at the top, such as `build`, is where tools work.
          folder=$(cut -d / -f 2 <<<"$file")
          if [ "./$folder" = "$file" ] || grep -qF "./$folder/" "$NIX_BUILD_TOP/uvnix-before"; then
            mkdir -p "$uvnixSite/$uvnixFinder/made/$(dirname "$file")"
            cp "$file" "$uvnixSite/$uvnixFinder/made/$file"
          fi
        done
      if [ -d "$uvnixSite/$uvnixFinder" ]; then
        echo "import $uvnixFinder" >"$uvnixSite/$uvnixFinder.pth"
        cat >"$uvnixSite/$uvnixFinder/__init__.py" <<EOF
      """Finds the modules that the build of an editable package made, unless its folder has them."""

      import os
      import sys
      from importlib.machinery import PathFinder

      FOLDER = os.path.realpath(os.path.expandvars("$EDITABLE_ROOT"))
      MADE = os.path.join(os.path.dirname(__file__), "made")


      class Finder:
          @staticmethod
          def find_spec(name, path=None, target=None):
              # Finders of setuptools know single modules, without a place in sys.path.
              places = [*sys.path, FOLDER, os.path.join(FOLDER, "src")] if path is None else path
              real = map(os.path.realpath, places)
              inside = [place for place in real if (place + os.sep).startswith(FOLDER + os.sep)]
              made = [MADE + place[len(FOLDER) :] for place in inside]
              spec = PathFinder.find_spec(name, made, target)
              # A folder without __init__.py is no module.
              return spec if spec and spec.loader else None


      sys.meta_path.append(Finder)
      EOF
      fi
    '';
  };
}
