# The tools of nixpkgs that fetch and install files.
{
  inherit (builtins) concatMap elem foldl';

  # One callPackage for all packages, so that cross compilation splices. Not the callPackage of the set: there,
  # a locked package could have the name of a tool.
  tools = prev.pkgs.callPackage (
    {
      autoPatchelfHook,
      darwinMinVersionHook ? null,
      fetchgit ? null,
      fetchurl,
      pythonManylinuxPackages,
      runCommand,
      unzip,
    }@tools:
    tools
  ) { };
  darwinInputs =
    if kernel == "darwin" && tools ? darwinMinVersionHook then
      [ (tools.darwinMinVersionHook (macosOf stdenv)) ]
    else
      [ ];
  # The libraries that a wheel may expect on the system, by its manylinux tags.
  manylinux =
    names:
    if platform.isLinux && platform.libc == "glibc" then
      foldl' (seen: item: if elem item seen then seen else seen ++ [ item ]) [ ] (
        concatMap (name: tools.pythonManylinuxPackages.${name}) names
      )
    else
      [ ];
  usualInputs = manylinux [ "manylinux2014" ] ++ darwinInputs;
  wheelTools = if platform.isLinux then [ tools.autoPatchelfHook ] else [ ];
  wheelInputs =
    wheel: if wheel ? manylinux then manylinux wheel.manylinux ++ darwinInputs else usualInputs;
}
