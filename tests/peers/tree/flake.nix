# The tree as the flake of nixpkgs.
{
  outputs =
    { self }:
    let
      lib = import ./lib-of-nixpkgs;
      packagesFor = system: import ./pkgs.nix { inherit system; };
    in
    {
      inherit lib;
      legacyPackages = {
        x86_64-linux = packagesFor "x86_64-linux";
        aarch64-linux = packagesFor "aarch64-linux";
        # The tree has no stdenv for macOS.
        aarch64-darwin = packagesFor "aarch64-linux";
        # As in nixpkgs 26.11.
        x86_64-darwin = throw "nixpkgs has dropped support for x86_64-darwin";
      };
    };
}
