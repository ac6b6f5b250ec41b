# Packages that are built from a source archive or a commit.
whole:
let
  inherit (whole) fetch;

  # Warns if the build requirements of a source, which uv.lock does not have, were not looked up.
  looked =
    name: data: source:
    if data ? build-system || data ? build-environment then
      source
    else
      builtins.seq source (
        whole.warn "unknown_build_requirements" ''
          the build requirements of ${name} are unknown; it is built with setuptools.
          Look them up: run `uvnix lock2nix --lookup all`.'' source
      );
  isZip = file: builtins.match ".*\\.zip" (file.url or file.path or file.archive or "") != null;
in
{
  # Its source, and the tool that unpacks it.
  sourceOf = name: data: {
    src = looked name data (if data ? git then whole.gitSource data.git else fetch data.sdist);
    unpackers = if data ? sdist && isZip data.sdist then [ whole.tools.unzip ] else [ ];
    moves = {
      ${if data ? subdirectory then "postUnpack" else null} = ''
        sourceRoot="$sourceRoot/${whole.escaped data.subdirectory}"
      '';
    };
  };

  ofSource =
    context: name: data:
    let
      source = whole.sourceOf name data;
    in
    {
      inherit (source) src;
    }
    // source.moves
    // whole.built context data {
      before = source.unpackers;
      tools = whole.toolsOf name data;
    };
}
