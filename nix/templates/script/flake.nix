{
  description = "A Python script with inline metadata (PEP 723), locked by uv";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    uvnix.url = "github:uvnix/uvnix";
    uvnix.inputs.nixpkgs.follows = "nixpkgs";
  };

  outputs =
    { nixpkgs, uvnix, ... }:
    let
      scripts = builtins.mapAttrs (
        system: _:
        uvnix.lib.mkScript {
          pkgs = nixpkgs.legacyPackages.${system};
          script = ./markdown.py;
        }
      ) uvnix.packages;
      ofEach = make: builtins.mapAttrs (_: make) scripts;
    in
    {
      packages = ofEach (script: script.packages);
      checks = ofEach (script: script.checks);
      apps = ofEach (script: script.apps);
    };
}
