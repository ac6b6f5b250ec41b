{ }: (import ./inputs.nix).nixpkgs
