# Groups that name packages of nixpkgs by paths, such as `fontconfig.lib`, each with the first that exists, in a list. A
# package that was removed counts as absent.
{
  inherit (builtins)
    filter
    foldl'
    head
    tail
    ;

  found =
    let
      step = set: name: set.${name} or null;
      first =
        paths:
        let
          names = filter builtins.isString (builtins.split "\\." (head paths));
          tried = builtins.tryEval (prev.pkgs.${head paths} or (foldl' step prev.pkgs names));
        in
        if paths == [ ] then
          [ ]
        else if tried.success && tried.value != null then
          [ tried.value ]
        else
          first (tail paths);
    in
    map (group: group // { packages = first group.from; });
  # Whether some group has none.
  lacks = groups: builtins.elem [ ] (builtins.catAttrs "packages" groups);
}
