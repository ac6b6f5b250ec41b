# The development shell of default.nix: `nix-shell`.
(import ./default.nix { }).devShell
