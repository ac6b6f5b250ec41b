# The attributes of a derivation with what the settings of its package ask for:
# `[tool.uvnix.packages.<name>]`, and what of `[tool.uv]` is for builds.
{
  lock,
  final,
  prev,
  # nixpkgs' own, and how a package of it is taken.
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

  # What nixpkgs has at a path such as `cudaPackages.cudart`.
  at =
    set: path:
    let
      step =
        here: attribute:
        here.${attribute} or (throw ''
          uvnix: nixpkgs has no ${path}, which the settings of ${name} name.
          Correct it in [tool.uvnix.packages.${name}], and run uvnix lock2nix.${hint here attribute}'');
    in
    foldl' step set (filter isString (split "\\." path));

  # Some names that would be right.
  hint =
    set: attribute:
    let
      alike = filter (known: match ".*${attribute}.*" known != null) (attrNames set);
      some = genList (elemAt alike) (if length alike < 8 then length alike else 8);
    in
    if alike == [ ] then "" else " There are ${concatStringsSep ", " some}.";

  # The libraries of CUDA come as wheels of their own, and lie deep inside of them.
  siblings = filter (dependency: match "nvidia-.*" dependency != null) (
    attrNames data.passthru.dependencies
  );
  search = map (
    sibling: "addAutoPatchelfSearchPath ${final.${sibling}}/${final.python.sitePackages}\n"
  ) siblings;
  ofTheDriver = [
    "libcuda.so.1"
    "libnvcuvid.so.1"
    "libnvidia-encode.so.1"
    "libnvidia-ml.so.1"
  ];
  # Rust dependencies; nothing is built to know them.
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
  # A wheel is what has been built.
  isBuilt = !(attributes ? dontStrip);
  hasCrates = isBuilt && settings ? cargo-lock;

  missing =
    settings.ignore-missing-libraries or [ ] ++ (if settings ? cuda then ofTheDriver else [ ]);
in
if settings ? nixpkgs then
  prebuilt final name (at pythonPackages settings.nixpkgs) data.passthru
else
  attributes
  // {
    buildInputs = attributes.buildInputs or [ ] ++ map (at prev.pkgs) (settings.build-inputs or [ ]);
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
    ${if settings ? cuda && siblings != [ ] then "preFixup" else null} = concatStringsSep "" search;
    ${if isBuilt && settings ? build-flags then "uvBuildFlags" else null} = settings.build-flags;
  }
  // (if isBuilt then settings.build-env or { } else { })
  // settings.env or { }
