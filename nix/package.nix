# uvnix itself.
{ lib, rustPlatform }:
let
  manifest = lib.importTOML ../Cargo.toml;
in
rustPlatform.buildRustPackage {
  pname = manifest.package.name;
  inherit (manifest.package) version;

  src = lib.fileset.toSource {
    root = ../.;
    fileset = lib.fileset.unions [
      ../Cargo.lock
      ../Cargo.toml
      # Cargo asks for it, since the manifest names it.
      ../benches/stages.rs
      ../nix/builders
      ../src
    ];
  };
  cargoLock.lockFile = ../Cargo.lock;

  # The tests in tests/ use Nix, uv and the network.
  cargoTestFlags = [
    "--lib"
    "--bins"
  ];

  meta = {
    inherit (manifest.package) description;
    license = with lib.licenses; [
      mit
      asl20
    ];
    mainProgram = "uvnix";
  };
}
