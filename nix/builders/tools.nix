# The tools of nixpkgs that fetch and install files.
{
  inherit (builtins) foldl' mapAttrs;

  # One callPackage for all packages, so that cross compilation splices. Not the callPackage of the set: there,
  # a locked package could have the name of a tool.
  tools = prev.pkgs.callPackage (
    {
      autoPatchelfHook,
      darwinMinVersionHook ? null,
      fetchgit ? null, # with git
      fetchurl,
      pythonManylinuxPackages, # with wheels
      runCommand, # with renamed
      unzip, # with zip
    }@tools:
    tools
  ) { };
  fetch = tools.fetchurl; # without fetch
  wheelTools = if platform.isLinux then [ tools.autoPatchelfHook ] else [ ];
  darwinInputs = lib.optional (kernel == "darwin" && tools ? darwinMinVersionHook) (
    tools.darwinMinVersionHook (macosOf stdenv)
  );
  # The libraries that a wheel may expect on the system, by its manylinux tags.
  manylinux = # with wheels
    if platform.isLinux && platform.libc == "glibc" then tools.pythonManylinuxPackages else { };
  usualInputs = manylinux.manylinux2014 or [ ] ++ darwinInputs; # with wheels
  # Those of several tags, by these: each list is made once.
  inputsAfter = libraries: { # with manylinux
    inputs = libraries ++ darwinInputs;
    next = mapAttrs (_: more: inputsAfter (lib.unique (libraries ++ more))) manylinux;
  }; # with manylinux
  firstInputs = inputsAfter [ ]; # with manylinux
  wheelInputs = tags: (foldl' (at: tag: at.next.${tag} or at) firstInputs tags).inputs; # with manylinux
}
