# The standard environment: nixpkgs' `mkDerivation` with fixed point, overriding and cross compilation, and a
# builder, ./setup.sh, that runs the phases with the tools of the host.
{
  lib,
  buildPlatform,
  hostPlatform,
  libcVersion,
}:
let
  isCross = buildPlatform != hostPlatform;

  # In cross compilation, a tool from callPackage has variants: a tool that runs during the build must be the
  # variant for the build platform.
  forBuild = map (input: input.__spliced.buildHost or input);
  forHost = map (input: input.__spliced.hostTarget or input);
  present = builtins.filter (input: input != null);

  notForTheBuilder = [
    "env"
    "meta"
    "passthru"
  ];

  # `passthru` comes last: it may replace `overrideAttrs`.
  realise =
    overrideAttrs:
    {
      name ? "${attributes.pname}-${attributes.version}",
      nativeBuildInputs ? [ ],
      propagatedNativeBuildInputs ? [ ],
      buildInputs ? [ ],
      propagatedBuildInputs ? [ ],
      passthru ? { },
      meta ? { },
      env ? { },
      ...
    }@attributes:
    let
      isFixedOutput = attributes ? outputHash;
      drvAttrs =
        removeAttrs attributes notForTheBuilder
        // env
        // {
          name = if isCross && !isFixedOutput then "${name}-${hostPlatform.config}" else name;
          inherit (buildPlatform) system;
          builder = "/bin/bash";
          args = [
            "-e"
            ./setup.sh
          ];
          nativeBuildInputs = present (forBuild nativeBuildInputs);
          propagatedNativeBuildInputs = present (forBuild propagatedNativeBuildInputs);
          buildInputs = present (forHost buildInputs);
          propagatedBuildInputs = present (forHost propagatedBuildInputs);
        };
    in
    derivation drvAttrs
    // {
      inherit
        drvAttrs
        meta
        overrideAttrs
        passthru
        stdenv
        ;
    }
    // passthru;

  # An override is an attribute set, `prev: { … }` or `final: prev: { … }`.
  toOverlay =
    change: final: prev:
    let
      changed = change prev;
    in
    if !lib.isFunction change then
      change
    else if lib.isFunction changed then
      change final prev
    else
      changed;

  makePackage =
    makeAttributes:
    let
      attributes = makeAttributes (attributes // { finalPackage = package; });
      overrideAttrs = change: makePackage (lib.extends (toOverlay change) makeAttributes);
      package = realise overrideAttrs attributes;
    in
    package;

  stdenv = {
    inherit buildPlatform hostPlatform;
    targetPlatform = hostPlatform;
    inherit (hostPlatform)
      isAarch64
      isDarwin
      isLinux
      isx86_64
      system
      ;
    mkDerivation =
      attributes: makePackage (if lib.isFunction attributes then attributes else _: attributes);
    cc = {
      isGNU = hostPlatform.isLinux;
      isClang = hostPlatform.isDarwin;
      libc =
        if hostPlatform.isDarwin then
          {
            pname = "libSystem";
            version = "B";
          }
        else
          {
            pname = hostPlatform.libc;
            version =
              if libcVersion != null then
                libcVersion
              else if hostPlatform.isMusl then
                "1.2.5"
              else
                "2.40";
            linuxHeaders.version = "6.12.7";
          };
    };
  };
in
stdenv
