# Applies the settings of a package to the attributes of its derivation:
# `[tool.uvnix.packages.<name>]`, and the build settings of `[tool.uv]`.
{
  # Adds the libraries that wheels need, in files that have such wheels.
  wheelLibraries ? null,
}:
{
  lock,
  final,
  prev,
  present,
  # nixpkgs' Python set, and the function that takes a package from it.
  pythonPackages,
  prebuilt,
}:
name: data: attributes:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    fromTOML
    head
    readFile
    removeAttrs
    filter
    foldl'
    genList
    isString
    length
    match
    split
    elemAt
    ;

  inherit (data) settings;

  buildPackages = prev.pkgs.buildPackages or prev.pkgs;

  # The package of nixpkgs at a path such as `cudaPackages.cudart`.
  at =
    set: path:
    let
      step =
        here: attribute:
        here.${attribute} or (throw ''
          uvnix: [tool.uvnix.packages.${name}] names ${path}, which nixpkgs does not have.${hint here attribute}
          Fix the name, and run `uvnix lock2nix`.'');
    in
    foldl' step set (filter isString (split "\\." path));

  # Up to eight similar names.
  hint =
    set: attribute:
    let
      alike = filter (known: match ".*${attribute}.*" known != null) (attrNames set);
      some = genList (elemAt alike) (if length alike < 8 then length alike else 8);
    in
    if alike == [ ] then "" else " Similar names: ${concatStringsSep ", " some}.";

  # Rust dependencies. Evaluating them builds nothing: the Cargo.lock is at hand as text.
  inherit (buildPackages) rustPlatform;
  crates = settings.cargo-lock;
  cargoDeps = rustPlatform.importCargoLock (
    if crates ? key then
      {
        lockFileContents =
          (fromTOML (readFile (lock.root + "/${lock.factsFile}"))).cargo-locks.${crates.key}.text;
        outputHashes = crates.hashes or { };
      }
    else
      { lockFile = lock.root + "/${data.folder}/${crates.path}"; }
  );
  cargoRoot = match "(.*)/[^/]*" crates.path;
  # A wheel is built already; only wheels set dontStrip.
  isBuilt = !(attributes ? dontStrip);
  hasCrates = isBuilt && settings ? cargo-lock;

  linked =
    if isBuilt || wheelLibraries == null then
      { }
    else
      wheelLibraries { inherit final prev present; } name settings;
  # Under `env`, variables are never attributes that Nix or mkDerivation interpret. An attribute of the same
  # name would be in the way.
  variables = (if isBuilt then settings.build-env or { } else { }) // settings.env or { };
  removed = removeAttrs attributes (attrNames variables);
  missing = settings.ignore-missing-libraries or [ ] ++ linked.missing or [ ];
in
if settings ? nixpkgs then
  prebuilt final name (at pythonPackages settings.nixpkgs) data.passthru
else
  removed
  // {
    buildInputs =
      attributes.buildInputs or [ ]
      ++ map (at prev.pkgs) (settings.build-inputs or [ ])
      ++ linked.buildInputs or [ ];
    nativeBuildInputs =
      attributes.nativeBuildInputs or [ ]
      ++ map (at buildPackages) (settings.native-build-inputs or [ ])
      ++ (
        if hasCrates then
          [
            rustPlatform.cargoSetupHook
            buildPackages.cargo
            buildPackages.rustc
          ]
        else
          [ ]
      );
    ${if hasCrates then "cargoDeps" else null} = cargoDeps;
    ${if hasCrates && cargoRoot != null then "cargoRoot" else null} = head cargoRoot;
    ${if missing == [ ] then null else "autoPatchelfIgnoreMissingDeps"} = missing;
    # Whether it is there depends on the data alone: its text needs the derivations of other packages.
    ${if linked ? search && settings ? siblings then "preFixup" else null} = linked.search;
    ${if isBuilt && settings ? build-flags then "uvBuildFlags" else null} = settings.build-flags;
  }
  // (if variables == { } then { } else { env = removed.env or { } // variables; })
