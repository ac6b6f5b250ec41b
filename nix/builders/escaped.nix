# Text in shell code.
{
  inherit (builtins) concatStringsSep head;

  # Text between the double quotes of a shell. All data in shell code passes through this function.
  escaped =
    text:
    concatStringsSep "" (
      map (part: if builtins.isString part then part else "\\${head part}") (
        builtins.split "([\"$`\\])" text
      )
    );
}
