# hello-world, locked by uv, built by Nix: `nix-build -A default`, `nix-build -A checks`.
{
  # Pinned by npins; without it, <nixpkgs> and the newest commits of the others.
  sources ?
    if builtins.pathExists ./npins then
      import ./npins
    else
      {
        nixpkgs = <nixpkgs>;
        pyproject-nix = builtins.fetchGit "https://github.com/pyproject-nix/pyproject.nix";
        uvnix = builtins.fetchGit "https://github.com/uvnix/uvnix";
      },
  pkgs ? import sources.nixpkgs { },
}:
let
  pyproject-nix = import sources.pyproject-nix { inherit (pkgs) lib; };
  uvnix = import sources.uvnix { inherit pkgs pyproject-nix; };
  project = uvnix.mkProject {
    root = ./.;
    python = pkgs.python313;
    application = "hello-world";
  };
in
project.packages
// {
  inherit (project) checks devShell;
}
