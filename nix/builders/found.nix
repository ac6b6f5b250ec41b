# The packages of nixpkgs at those of these paths that exist, such as `fontconfig.lib`. A package that was
# removed counts as absent.
{
  inherit (builtins) concatMap filter foldl';

  found =
    let
      step = set: attribute: if builtins.isAttrs set then set.${attribute} or null else null;
      names = path: filter builtins.isString (builtins.split "\\." path);
      package =
        path:
        let
          tried = builtins.tryEval (prev.pkgs.${path} or (foldl' step prev.pkgs (names path)));
        in
        if tried.success && tried.value != null then [ tried.value ] else [ ];
    in
    concatMap package;
}
