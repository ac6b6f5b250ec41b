# The attributes of packages that are built from a source archive or a commit.
{
  ofSource =
    context: package:
    let # with zip
      source = sourceOfPackage package;
    in # with zip
    sourceOfPackage package # without zip
    source # with zip
    // {
      nativeBuildInputs = [ context.pyprojectHook ] ++ toolsOf package; # without zip
      nativeBuildInputs = # with zip
        source.nativeBuildInputs or [ ] ++ [ context.pyprojectHook ] ++ toolsOf package;
    }
    // prepared package.data; # with prepared
}
