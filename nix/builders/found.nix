# Groups that name packages of nixpkgs by paths, such as `fontconfig.lib`, each with those that exist. A package that was
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
    map (group: group // { packages = concatMap package group.from; });
}
