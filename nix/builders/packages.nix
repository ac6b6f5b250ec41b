# The packages of the data in one package set, and the files that they are installed from.
whole:
let
  inherit (builtins) intersectAttrs mapAttrs;
  inherit (whole) lock environment;

  isFolder = name: whole.present.${name} ? folder;
  shared = intersectAttrs whole.present whole.prev;

  all = whole.selected or whole.fitting or lock.packages;
in
{
  present =
    all
    // mapAttrs (name: version: all.${name} // { inherit version; }) (
      intersectAttrs all whole.versions
    );

  # The build systems of the set that packages of locks replace.
  uvnixBuildSystems =
    removeAttrs shared (builtins.filter isFolder (builtins.attrNames shared))
    // whole.prev.uvnixBuildSystems or { };

  # The wheel for this platform; null if there is none.
  platformWheel =
    wheels:
    wheels.${environment.onSystem} or wheels.${environment.onKernel} or wheels.${environment.system}
      or wheels.${environment.minor} or wheels.${environment.kernel} or null;

  # A package without a file still has its version and its dependencies.
  missing =
    name: data:
    let
      wheels =
        if data ? rejected then
          "its wheels are for\n  ${builtins.concatStringsSep "\n  " data.rejected}"
        else
          "it has no wheel.";
    in
    if data ? refused then
      whole.fail "cannot_build" "cannot build ${name} for ${environment.name}: ${data.refused}."
    else
      whole.fail "no_file" ''
        ${name} ${data.version} has no file for ${environment.name}: it has no sdist, and ${wheels}
        Lock another version, or use the package of nixpkgs: [tool.uvnix.packages.${name}] nixpkgs = "…"'';
}
