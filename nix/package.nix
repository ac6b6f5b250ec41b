# The package uvnix.
{
  git,
  installShellFiles,
  lib,
  makeBinaryWrapper,
  rustPlatform,
  stdenv,
  uv,
  # The flake that `uvnix init` writes down as the source of uvnix; "": none; null: the repository of uvnix.
  flake ? null,
}:
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
      # Cargo needs it because the manifest names it.
      ../benches/stages.rs
      ../nix/builders
      ../src
    ];
  };
  cargoLock.lockFile = ../Cargo.lock;

  env = lib.optionalAttrs (flake != null) { UVNIX_FLAKE = flake; };

  # The tests in tests/ need Nix, uv and the network.
  cargoTestFlags = [
    "--lib"
    "--bins"
  ];

  nativeBuildInputs = [
    installShellFiles
    makeBinaryWrapper
  ];
  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    installShellCompletion --cmd uvnix \
      --bash <($out/bin/uvnix completions bash) \
      --fish <($out/bin/uvnix completions fish) \
      --zsh <($out/bin/uvnix completions zsh)
    $out/bin/uvnix man man1
    installManPage man1/*.1
  '';
  # A uv and a git of the caller win.
  postFixup = ''
    wrapProgram $out/bin/uvnix --suffix PATH : ${
      lib.makeBinPath [
        git
        uv
      ]
    }
  '';

  meta = {
    inherit (manifest.package) description;
    license = with lib.licenses; [
      mit
      asl20
    ];
    mainProgram = "uvnix";
  };
}
