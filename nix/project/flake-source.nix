# A folder of a flake in the store. The flake is there already, under the name `source`: under another name,
# Nix would copy it a second time.
{ lib }:
{
  folder,
  # The path from the flake to the folder.
  path ? ".",
}:
let
  inherit (builtins) isPath isString split;

  parts = lib.filter (part: isString part && part != "" && part != ".") (split "/" path);
  relative = lib.concatStringsSep "/" parts;
  isWithin = isPath folder && parts != [ ] && lib.hasSuffix "/${relative}" (toString folder);

  inStore =
    path:
    if isPath path then
      builtins.path {
        name = "source";
        inherit path;
      }
    else
      "${path}";
in
{
  # The folder alone.
  folder = inStore folder;
  # The flake around it, and the path from there to the folder.
  flake = inStore (if isWithin then lib.foldl' (place: _: dirOf place) folder parts else folder);
  path = if isWithin then relative else ".";
}
