# Extras and groups of packages that throw: those that cannot be installed here.
{
  inherit (builtins)
    foldl'
    groupBy
    intersectAttrs
    mapAttrs
    seq
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
  # Two sides of a conflict are refused even if no package depends on the choice.
  selected = seq literals (
    fitting
    // mapAttrs (name: foldl' refused fitting.${name}) (
      intersectAttrs fitting (groupBy (item: item.package) (unselected ++ limited))
    )
  );
}
