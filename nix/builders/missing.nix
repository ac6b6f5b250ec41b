# Packages without a file for some environment. They still have their version and their dependencies.
{
  inherit (builtins) concatStringsSep;

  missing =
    name: data:
    if data ? refused then # with refused
      fail "cannot_build" "cannot build ${name} for ${environment}: ${data.refused}."
    else
      fail "no_file" ''
        ${name} ${data.version} has no file for ${environment}: it has no sdist, and ${
          if data.rejected or [ ] == [ ] then
            "it has no wheel."
          else
            "its wheels are for\n  ${concatStringsSep "\n  " data.rejected}"
        }
        Lock another version, or use the package of nixpkgs: [tool.uvnix.packages.${name}] nixpkgs = "…"'';
}
