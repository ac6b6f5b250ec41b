# The attributes of `stdenv.hostPlatform` and similar sets: the part of nixpkgs' `lib.systems` that Python
# packages use. Plain data, so that two platforms can be compared.
{
  lib,
  darwinSdkVersion,
  darwinMinVersion,
}:
{ system, libc }:
let
  parts = builtins.match "([^-]+)-(linux|darwin)" system;
  cpu = builtins.elemAt parts 0;
  kernel = builtins.elemAt parts 1;
  isDarwin = kernel == "darwin";
  isLinux = kernel == "linux";
  isMusl = isLinux && libc == "musl";
  isGnu = isLinux && !isMusl;
  abi =
    if isDarwin then
      "unknown"
    else if isMusl then
      "musl"
    else
      "gnu";
  # Apple and the Linux kernel call aarch64 `arm64`.
  arch = if cpu == "aarch64" then "arm64" else cpu;
in
lib.throwIf (parts == null) "the stand-in does not support the system '${system}'" (
  {
    inherit
      system
      isDarwin
      isLinux
      isMusl
      isGnu
      ;
    config = if isDarwin then "${arch}-apple-darwin" else "${cpu}-unknown-linux-${abi}";
    parsed = {
      cpu.name = cpu;
      kernel.name = kernel;
      abi.name = abi;
    };
    libc =
      if isDarwin then
        "libSystem"
      else if isMusl then
        "musl"
      else
        "glibc";
    isMacOS = isDarwin;
    isWindows = false;
    isx86_64 = cpu == "x86_64";
    isAarch64 = cpu == "aarch64";
    is64bit = true;
  }
  // lib.optionalAttrs isLinux { linuxArch = arch; }
  // lib.optionalAttrs isDarwin {
    darwinArch = arch;
    inherit darwinSdkVersion darwinMinVersion;
    darwinMinVersionVariable = "MACOSX_DEPLOYMENT_TARGET";
  }
)
