# Names that the Nix store allows.
_: {
  storeName =
    name:
    builtins.concatStringsSep "-" (
      builtins.filter builtins.isString (builtins.split "[^A-Za-z0-9+._?=-]+" "source-${name}")
    );
}
