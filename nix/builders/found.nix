# The packages of nixpkgs at those of these paths that exist, such as `fontconfig.lib`. A package that was
# removed counts as absent.
whole:
let
  inherit (builtins)
    filter
    foldl'
    isAttrs
    isString
    split
    tryEval
    ;
  at =
    path:
    let
      step = set: attribute: if isAttrs set then set.${attribute} or null else null;
      found = tryEval (foldl' step whole.prev.pkgs (filter isString (split "\\." path)));
    in
    if found.success then found.value else null;
in
{
  found = paths: filter (package: package != null) (map at paths);
}
