# Packages without files, which only bring their dependencies.
_: {
  virtual = {
    dontUnpack = true;
    dontConfigure = true;
    dontBuild = true;
    installPhase = ''
      runHook preInstall
      mkdir -p $out
      runHook postInstall
    '';
  };
}
