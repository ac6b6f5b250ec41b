# The packages of the data in one package set, and the files that they are installed from.
{
  inherit (builtins) concatStringsSep intersectAttrs mapAttrs;

  present =
    selected
    // mapAttrs (name: version: selected.${name} // { inherit version; }) (
      intersectAttrs selected arguments.versions
    );

  # The wheel for this platform; null if there is none.
  platformWheel =
    wheels:
    wheels.${onSystem} or wheels.${onKernel} or wheels.${system} or wheels.${minor} or wheels.${kernel}
      or null;

  # A package without a file still has its version and its dependencies.
  missing =
    name: data:
    if data ? refused then
      fail "cannot_build" "cannot build ${name} for ${environment}: ${data.refused}."
    else
      fail "no_file" ''
        ${name} ${data.version} has no file for ${environment}: it has no sdist, and ${
          if data ? rejected then
            "its wheels are for\n  ${concatStringsSep "\n  " data.rejected}"
          else
            "it has no wheel."
        }
        Lock another version, or use the package of nixpkgs: [tool.uvnix.packages.${name}] nixpkgs = "…"'';
}
