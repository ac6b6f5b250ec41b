# The inputs of ../stand-in for this system. Real builds (../build-plain) pass arguments in variables.
let
  system = builtins.currentSystem;
  given = name: default: if builtins.getEnv name == "" then default else builtins.getEnv name;
  inputs = import ../stand-in/inputs.nix {
    systems = [ system ];
    argumentsFor = _: builtins.fromJSON (given "UVNIX_TEST_STAND_IN" "{}");
    uvnix = given "UVNIX_TEST_UVNIX" null;
    peers = null;
  };
in
inputs // { nixpkgs = inputs.nixpkgs.legacyPackages.${system}; }
