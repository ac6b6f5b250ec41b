# Extras and groups of packages that throw: those that cannot be installed here.
whole:
let
  inherit (builtins)
    foldl'
    groupBy
    intersectAttrs
    mapAttrs
    ;

  refused =
    data: item:
    let
      section = if item ? extra then "optional-dependencies" else "dependency-groups";
    in
    data
    // {
      ${section} = data.${section} or { } // {
        ${item.extra or item.group} = item.refusal;
      };
    };
  by-package = groupBy (item: item.package) (whole.unselected or [ ] ++ whole.limited or [ ]);
in
{
  selected =
    whole.fitting
    // mapAttrs (name: foldl' refused whole.fitting.${name}) (intersectAttrs whole.fitting by-package);
}
