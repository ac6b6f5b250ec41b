# Names that the Nix store allows.
{
  inherit (builtins)
    concatStringsSep
    filter
    isString
    split
    ;

  storeName =
    name: concatStringsSep "-" (filter isString (split "[^A-Za-z0-9+._?=-]+" "source-${name}"));
}
