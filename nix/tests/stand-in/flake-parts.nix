# The part of flake-parts that a flake with `perSystem` needs.
{ lib }:
let
  inherit (lib) mkOption types;

  flake-parts-lib.mkPerSystemOption =
    module:
    mkOption {
      type = types.deferredModule;
      modules = [ module ];
    };

  # The outputs of one system, and the flake for all systems.
  outputs = lib.genAttrs [ "apps" "checks" "devShells" "packages" ] (
    _:
    mkOption {
      type = types.attrsOf types.raw;
      default = { };
    }
  );
in
{
  lib.mkFlake =
    { inputs }:
    module:
    let
      inherit
        (lib.evalModules {
          modules = [
            {
              options.systems = mkOption { type = types.listOf types.str; };
              options.perSystem = flake-parts-lib.mkPerSystemOption { options = outputs; };
            }
            module
          ];
          specialArgs = {
            inherit lib flake-parts-lib inputs;
            inherit (inputs) self;
          };
        })
        config
        options
        ;

      perSystem =
        system:
        (lib.evalModules {
          modules = options.perSystem.modules ++ [ config.perSystem ];
          prefix = [
            "perSystem"
            system
          ];
          specialArgs = {
            inherit lib system;
            pkgs = inputs.nixpkgs.legacyPackages.${system};
          };
        }).config;
      systems = lib.genAttrs config.systems perSystem;
    in
    lib.mapAttrs (name: _: lib.mapAttrs (_: system: system.${name}) systems) outputs;
}
