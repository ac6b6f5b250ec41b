{ lib }: (import ./inputs.nix).pyproject-nix
