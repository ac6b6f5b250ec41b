# The tools of nixpkgs that fetch and install files.
whole:
let
  inherit (builtins) concatMap;
  inherit (whole) prev environment;
  inherit (prev.stdenv) hostPlatform;

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
    if hostPlatform.isDarwin && tools ? darwinMinVersionHook then
      [ (tools.darwinMinVersionHook (environment.macosOf whole.stdenv)) ]
    else
      [ ];
  # The libraries that a wheel may expect on the system, by its manylinux tags.
  manylinux =
    names:
    if hostPlatform.isLinux && hostPlatform.libc == "glibc" then
      builtins.foldl' (seen: item: if builtins.elem item seen then seen else seen ++ [ item ]) [ ] (
        concatMap (name: tools.pythonManylinuxPackages.${name}) names
      )
    else
      [ ];
  usual = manylinux [ "manylinux2014" ] ++ darwinInputs;
in
{
  inherit tools darwinInputs;
  wheelTools = if hostPlatform.isLinux then [ tools.autoPatchelfHook ] else [ ];
  wheelInputs = wheel: if wheel ? manylinux then manylinux wheel.manylinux ++ darwinInputs else usual;
  fetch = tools.fetchurl;
}
