# Names that the Nix store allows.
{
  inherit (builtins) concatStringsSep filter;

  storeName =
    name:
    concatStringsSep "-" (
      filter builtins.isString (builtins.split "[^A-Za-z0-9+._?=-]+" "source-${name}")
    );
}
