# pyproject.nix's `util`: links to the files of a package in an environment, without its modules.
{ stdenv }:
{
  mkApplication =
    {
      venv,
      package,
      pname ? package.pname,
      version ? package.version,
    }:
    stdenv.mkDerivation {
      inherit pname version venv;
      inherit (package) meta passthru;
      files = package;
      buildCommand = ''
        mkdir $out
        (cd $files && find . -type f -o -type l) | while read -r file; do
          case $file in
            ./nix-support/* | ./lib/*/site-packages/*) continue ;;
          esac
          if [ -e "$venv/$file" ]; then
            mkdir -p "$out/$(dirname "$file")"
            ln -s "$venv/$file" "$out/$file"
          fi
        done
      '';
    };
}
