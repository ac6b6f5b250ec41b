# Where the files of packages come from, and what nixpkgs has for them, in one package set.
{
  lock,
  prev,
  environment,
}:
let
  inherit (builtins)
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
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

  inherit (prev) stdenv;
  inherit (stdenv.hostPlatform) isDarwin isLinux;

  # Once for all packages, so that cross compilation splices; and not through the scope of the
  # set, where a package of the lock could take a tool's name.
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
          [ (darwinMinVersionHook stdenv.targetPlatform.darwinSdkVersion) ]
        else
          [ ];
    }
  ) { };

  # The libraries that a wheel may count on, by its platform tags.
  manylinux =
    if isLinux && stdenv.hostPlatform.libc == "glibc" then
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
      # An installer goes by the name, and the store cannot take every one: a folder can hold it.
      tools.runCommand (storeName file.filename)
        {
          file = fetchFile (removeAttrs file [ "filename" ]);
          inherit (file) filename;
          passthru.url = file.url or file.path or file.archive;
        }
        ''
          mkdir $out
          ln -s "$file" "$out/$filename"
        ''
    else
      fetchFile file;
  fetchFile =
    file:
    if file ? path then
      local file.path
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
      throw "uvnix: ${file.url or "the file"} cannot be fetched for ${environment.name}: ${
        file.refused or "no hash of it is known; uvnix lock2nix looks for one"
      }";

  # What a build needs to be let in by the servers of an index.
  credentials = mapAttrs (
    _: index:
    if index ? netrcPhase then
      index
    else
      {
        netrcPhase = concatStringsSep "" (
          map (host: ''
            printf 'machine %s login %s password %s\n' \
              ${host} "''$${index.username}" "''$${index.password}" >> netrc
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
    if data ? refused then
      throw "uvnix: ${name} cannot be had for ${environment.name}: ${data.refused}."
    else
      throw ''
        uvnix: ${name} ${data.version} has no file for ${environment.name}: it has no sdist, and its wheels are for
          ${lines (data.rejected or [ "nothing" ])}'';

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
      # What only credentials open is fetched while evaluating, by whoever has them.
      builtins.fetchGit (
        {
          inherit url rev;
          allRefs = true;
          submodules = true;
          # Nix before 2.27 knows nothing of it, and says so.
          ${if lfs then "lfs" else null} = true;
        }
        // (if tag == null then { } else { ref = "refs/tags/${tag}"; })
      );

  # What lies beside the lock, under a name that the store takes.
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

  # uv.lock does not say what an sdist is built with.
  looked =
    name: isKnown: source:
    if isKnown then
      source
    else
      seq source (
        trace ''
          uvnix: nobody has looked what ${name} is built with; setuptools is taken.
          Have uvnix look: uvnix lock2nix --lookup all'' source
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
    ;
}
