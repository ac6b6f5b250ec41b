# Some tools read the version of a source distribution, which has this file.
{
  phases.metadata = ''
    if [ ! -e PKG-INFO ]; then
      printf 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' "$pname" "$version" >PKG-INFO
    fi
  '';
}
