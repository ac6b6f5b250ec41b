# Packages that are built from a source archive or a commit.
{
  inherit (builtins) match seq;

  # Warns if the build requirements of a source, which uv.lock does not have, were not looked up.
  looked =
    name: data: source:
    if data ? build-system || data ? build-environment then
      source
    else
      seq source (
        warn "unknown_build_requirements" ''
          the build requirements of ${name} are unknown; it is built with setuptools.
          Look them up: run `${command} --lookup all`.'' source
      );
  isZip = file: match ".*\\.zip" (file.url or file.path or file.archive or "") != null;
  # Its source, and the tool that unpacks it.
  sourceOfPackage = name: data: {
    src = looked name data (if data ? git then gitSource data.git else fetch data.sdist);
    unpackers = if data ? sdist && isZip data.sdist then [ tools.unzip ] else [ ];
    moves = {
      ${if data ? subdirectory then "postUnpack" else null} = ''
        sourceRoot="$sourceRoot/${escaped data.subdirectory}"
      '';
    };
  };
}
