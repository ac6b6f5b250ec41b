# The options of the flake module, for docs/src/reference/flake-module.md.
{
  # A folder with nixpkgs' `lib`, as an absolute path; null: the stand-in's.
  nixpkgsLib ? null,
}:
let
  plain = import ./stand-in/lib.nix;
  lib =
    if nixpkgsLib == null then
      plain // import ./stand-in/modules.nix { lib = plain; }
    else
      import (/. + nixpkgsLib);

  flakeModule = import ../flake-module.nix { };
  forSystem =
    (flakeModule {
      inherit lib;
      flake-parts-lib.mkPerSystemOption = module: module;
      self = { };
    }).options.perSystem;
  options =
    (forSystem {
      config = { };
      pkgs = { };
    }).options.uvnix;

  # A value as Nix text.
  shown =
    value:
    if value._type or null == "literalExpression" then
      value.text
    else if value == [ ] then
      "[ ]"
    else if lib.isList value then
      "[ ${lib.concatStringsSep " " (map shown value)} ]"
    else
      builtins.toJSON value;
in
lib.mapAttrsToList (
  name: option:
  {
    inherit name;
    inherit (option) description;
    type = option.type.description;
    default = shown (option.defaultText or option.default);
  }
  // lib.optionalAttrs (option ? example) { example = shown option.example; }
) options
