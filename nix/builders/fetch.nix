# Fetches the files of packages, and finds the libraries and tools of nixpkgs for them, in one package set.
{
  lock,
  prev,
  environment,
  stdenv,
}:
let
  inherit (builtins)
    concatMap
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    hashFile
    head
    isString
    mapAttrs
    match
    removeAttrs
    seq
    split
    trace
    ;

  lines = concatStringsSep "\n  ";

  unique = foldl' (seen: item: if elem item seen then seen else seen ++ [ item ]) [ ];

  inherit (prev.stdenv.hostPlatform) isDarwin isLinux;

  # One callPackage for all packages, so that cross compilation splices. Not the callPackage of the
  # set: there, a locked package could have the name of a tool.
  tools = prev.pkgs.callPackage (
    {
      fetchurl,
      fetchgit ? null,
      autoPatchelfHook,
      runCommand,
      unzip,
      pythonManylinuxPackages,
      darwinMinVersionHook ? null,
    }:
    {
      inherit
        fetchurl
        fetchgit
        autoPatchelfHook
        runCommand
        unzip
        pythonManylinuxPackages
        ;
      darwinInputs =
        if isDarwin && darwinMinVersionHook != null then
          [ (darwinMinVersionHook (environment.macosOf stdenv)) ]
        else
          [ ];
    }
  ) { };

  # The libraries that a wheel may expect on the system, by its manylinux tags.
  manylinux =
    if isLinux && prev.stdenv.hostPlatform.libc == "glibc" then
      names: unique (concatMap (name: tools.pythonManylinuxPackages.${name}) names)
    else
      _: [ ];
  platformInputs = manylinux [ "manylinux2014" ] ++ tools.darwinInputs;
  wheelInputs =
    wheel:
    if wheel ? manylinux then manylinux wheel.manylinux ++ tools.darwinInputs else platformInputs;

  fetch =
    file:
    if file ? filename then
      # Installers read the file name, and not every name is allowed in the store: a link in a folder has it.
      tools.runCommand (storeName file.filename)
        {
          file = fetch (removeAttrs file [ "filename" ]);
          inherit (file) filename;
          passthru.url = file.url or file.path or file.archive;
        }
        ''
          mkdir $out
          ln -s "$file" "$out/$filename"
        ''
    else if file ? path then
      seq (checked file) (local file.path)
    else if file ? archive then
      "${gitSource file.repository}/${file.archive}"
    else if file ? hash then
      tools.fetchurl (
        if file ? index then
          removeAttrs file [
            "manylinux"
            "index"
          ]
          // credentials.${file.index}
        else if file ? manylinux then
          removeAttrs file [ "manylinux" ]
        else
          file
      )
    else
      throw "uvnix: cannot fetch ${file.url or "a file"} for ${environment.name}: ${
        file.refused or "no hash is known. Run `uvnix lock2nix` to look it up"
      }.";

  # The attributes that log a build in to the servers of an index, by index.
  credentials = mapAttrs (
    _: index:
    if index ? netrcPhase then
      index
    else
      {
        netrcPhase = concatStringsSep "" (
          map (host: ''
            printf 'machine %s login %s password %s\n' \
              "${escaped host}" "''$${index.username}" "''$${index.password}" >> netrc
          '') index.hosts
        );
        netrcImpureEnvVars = [
          index.username
          index.password
        ];
      }
  ) (lock.indexes or { });

  missing =
    name: data:
    let
      wheels =
        if data ? rejected then "its wheels are for\n  ${lines data.rejected}" else "it has no wheel.";
    in
    if data ? refused then
      throw "uvnix: cannot build ${name} for ${environment.name}: ${data.refused}."
    else
      throw ''
        uvnix: ${name} ${data.version} has no file for ${environment.name}: it has no sdist, and ${wheels}
        Lock another version, or use the package of nixpkgs: [tool.uvnix.packages.${name}] nixpkgs = "…"'';

  gitSource =
    {
      url,
      rev,
      hash ? null,
      tag ? null,
      lfs ? false,
    }:
    if hash != null then
      tools.fetchgit {
        inherit url rev hash;
        fetchSubmodules = true;
        ${if lfs then "fetchLFS" else null} = true;
      }
    else
      # A private repository has no hash here: it is fetched during evaluation, with the user's credentials.
      builtins.fetchGit (
        {
          inherit url rev;
          allRefs = true;
          submodules = true;
          # Nix before 2.27 does not support it, and reports an error.
          ${if lfs then "lfs" else null} = true;
        }
        // (if tag == null then { } else { ref = "refs/tags/${tag}"; })
      );

  # Text between the double quotes of a shell. All data in shell code passes through this function.
  escaped =
    text:
    concatStringsSep "" (
      map (part: if isString part then part else "\\${head part}") (split "([\"$`\\])" text)
    );

  # Throws if a local file does not have its locked hash.
  checked =
    file:
    let
      parts = match "([a-z0-9]+):(.*)" file.hash;
      algorithm = head parts;
      found = hashFile algorithm (lock.root + "/${file.path}");
    in
    if file ? hash && found != elemAt parts 1 then
      throw ''
        uvnix: ${file.path} does not have the hash in ${lock.lockFile}: expected ${file.hash}, got ${algorithm}:${found}.
        Restore the file; if the change is intended, run `uv lock`, then generate again.''
    else
      true;

  # A file or folder next to the lock file, under a name that is allowed in the store.
  local =
    path:
    let
      place = if path == "." then lock.root else lock.root + "/${path}";
      name = baseNameOf (toString place);
    in
    if match "[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]*" name != null then
      place
    else
      builtins.path {
        path = place;
        name = storeName name;
      };
  storeName =
    name: concatStringsSep "-" (filter isString (split "[^A-Za-z0-9+._?=-]+" "source-${name}"));

  isZip = file: match ".*\\.zip" (file.url or file.path or file.archive or "") != null;

  # Warns if the build requirements of a source, which uv.lock does not have, were not looked up.
  looked =
    name: isKnown: source:
    if isKnown then
      source
    else
      seq source (
        trace ''
          uvnix: the build requirements of ${name} are unknown; it is built with setuptools.
          Look them up: run `uvnix lock2nix --lookup all`.'' source
      );
in
{
  inherit
    tools
    wheelInputs
    fetch
    gitSource
    missing
    looked
    isZip
    escaped
    ;
}
