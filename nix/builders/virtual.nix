# Packages without files, which only bring their dependencies.
{
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
