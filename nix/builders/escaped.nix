# Text in shell code.
_:
let
  inherit (builtins) head isString split;
in
{
  # Text between the double quotes of a shell. All data in shell code passes through this function.
  escaped =
    text:
    builtins.concatStringsSep "" (
      map (part: if isString part then part else "\\${head part}") (split "([\"$`\\])" text)
    );
}
