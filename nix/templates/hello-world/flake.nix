{
  description = "A Python command locked by uv, with an environment, a development shell and a check";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    uvnix.url = "github:uvnix/uvnix";
    uvnix.inputs.nixpkgs.follows = "nixpkgs";
  };

  outputs =
    { nixpkgs, uvnix, ... }:
    let
      projects = builtins.mapAttrs (
        system: _:
        uvnix.lib.mkProject {
          pkgs = nixpkgs.legacyPackages.${system};
          root = ./.;
          application = "hello-world";
          mainProgram = "hello";
        }
      ) uvnix.packages;
      ofEach = make: builtins.mapAttrs (_: make) projects;
    in
    {
      packages = ofEach (project: project.packages);
      devShells = ofEach (project: {
        default = project.devShell;
      });
      checks = ofEach (project: project.checks);
      apps = ofEach (project: project.apps);
    };
}
