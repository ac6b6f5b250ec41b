# Packages of nixpkgs that settings name.
{
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    foldl'
    match
    ;

  # Up to eight similar names.
  hint =
    set: attribute:
    let
      alike = filter (known: match ".*${attribute}.*" known != null) (attrNames set);
      some = builtins.genList (builtins.elemAt alike) (
        if builtins.length alike < 8 then builtins.length alike else 8
      );
    in
    if alike == [ ] then "" else " Similar names: ${concatStringsSep ", " some}.";

  # The package at a path such as `cudaPackages.cudart`.
  packageAt =
    name: data: set: path:
    let
      # A package that only builds need has its version in its name.
      table =
        if lock.packages ? ${name} then
          "[tool.uvnix.packages.${name}]"
        else
          "[tool.uvnix.build-packages.${data.pname}]";
      step =
        here: attribute:
        here.${attribute} or (fail "not_in_nixpkgs" ''
          ${table} names ${path}, which nixpkgs does not have.${hint here attribute}
          Fix the name, and run `${command}`.'');
    in
    foldl' step set (filter builtins.isString (builtins.split "\\." path));
}
