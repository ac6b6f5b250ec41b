# Extras and groups of packages that throw: those that cannot be installed here.
{
  inherit (builtins) foldl' intersectAttrs mapAttrs;

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
  refusals = unselected; # without limited-groups
  refusals = limited; # without conflicts
  refusals = unselected ++ limited; # with limited-groups # with conflicts
  decided = fitting; # without conflicts
  # Two sides of a conflict are refused even if no package depends on the choice.
  decided = builtins.seq literals fitting; # with conflicts
  selected =
    decided
    // mapAttrs (name: foldl' refused fitting.${name}) (
      intersectAttrs fitting (builtins.groupBy (item: item.package) refusals)
    );
}
