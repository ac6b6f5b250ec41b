{
  description = "A web service (FastAPI) locked by uv, with tests and a container image";

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
        application = "service";
        tests = [ "service" ];
        image.config.Env = [ "HOST=0.0.0.0" ];
      };
    };
}
