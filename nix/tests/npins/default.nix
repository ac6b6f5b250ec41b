# What a project's folder `npins` imports in tests: the stand-in and this repository as its sources.
{
  nixpkgs = ./nixpkgs.nix;
  pyproject-nix = ./pyproject-nix.nix;
  uvnix = ../../..;
}
