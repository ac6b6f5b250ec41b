# Packages that are built from a source archive or a commit.
{
  sourceOfPackage =
    { name, data }:
    let
      source = fetch data.sdist; # without git-sources
      source = if data ? git then gitSource data.git else fetch data.sdist; # with git-sources
      file = data.sdist.url or data.sdist.path or data.sdist.archive or ""; # with zip
    in
    {
      src = source; # without unknown-builds
      # uv.lock does not have the build requirements of a source.
      src = # with unknown-builds
        if data ? build-system || data ? build-environment then
          source
        else
          builtins.seq source (
            warn "unknown_build_requirements" ''
              the build requirements of ${name} are unknown; it is built with setuptools.
              Look them up: run `${command} --lookup all`.'' source
          );
      nativeBuildInputs = lib.optional (builtins.match ".*\\.zip" file != null) tools.unzip; # with zip
      ${if data ? subdirectory then "postUnpack" else null} = '' # with subdirectory
        sourceRoot="$sourceRoot/${escaped data.subdirectory}"
      ''; # with subdirectory
    };
}
