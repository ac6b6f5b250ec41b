# The Rust dependencies of a package, for the build backends that call cargo. Evaluating them builds nothing:
# the Cargo.lock is available as text.
{
  inherit (builtins) head match;

  inherit (buildPackages) rustPlatform;
  facts = lock.factsFolder or place;

  cratesOf =
    name: data:
    let
      crates = data.settings.cargo-lock;
      folder = match "(.*)/[^/]*" crates.path;
    in
    if crates ? missing then
      {
        uvnixNoCargoLock = message "no_cargo_lock" ''
          ${name} needs Rust, and its source has no Cargo.lock, so its Rust dependencies are not locked.
          Use a wheel or another version, set [tool.uvnix.packages.${name}] cargo-lock to the path of the file,
          or, if it builds without dependencies: cargo-lock = false'';
        # Without dependencies, cargo would try to download them, and fail with another message.
        preBuild = ''
          if [ -n "$(find . -name Cargo.toml -print -quit)" ]; then
            printf '%s\n' "$uvnixNoCargoLock" >&2
            exit 1
          fi
        '';
      }
    else
      {
        nativeBuildInputs = [
          rustPlatform.cargoSetupHook
          buildPackages.cargo
          buildPackages.rustc
        ];
        cargoDeps = rustPlatform.importCargoLock (
          if crates ? key then
            {
              lockFileContents =
                (fromTOML (builtins.readFile (facts + "/${lock.factsFile}"))).cargo-locks.${crates.key}.text;
              outputHashes = crates.hashes or { };
            }
          else
            {
              lockFile = place + "/${data.folder}/${crates.path}";
              # There are no hashes of crates from git. Evaluation fetches them.
              allowBuiltinFetchGit = true;
            }
        );
        ${if folder == null then null else "cargoRoot"} = head folder;
      };
}
