{
  description = "A workspace of two packages locked by uv, with tests, using flake-parts";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    flake-parts.url = "github:hercules-ci/flake-parts";
    flake-parts.inputs.nixpkgs-lib.follows = "nixpkgs";
    uvnix.url = "github:uvnix/uvnix";
    uvnix.inputs.nixpkgs.follows = "nixpkgs";
  };

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ inputs.uvnix.flakeModules.default ];
      systems = builtins.attrNames inputs.uvnix.packages;
      perSystem.uvnix = {
        root = ./.;
        application = "shop";
        tests = [ "shop" ];
      };
    };
}
