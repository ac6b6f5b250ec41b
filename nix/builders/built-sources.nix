# The attributes of packages that are built from a source archive or a commit.
{
  ofSource =
    context: name: data:
    let # with zip
      source = sourceOfPackage name data;
    in # with zip
    sourceOfPackage name data # without zip
    source # with zip
    // {
      nativeBuildInputs = [ context.pyprojectHook ] ++ toolsOf name data; # without zip
      nativeBuildInputs = # with zip
        source.nativeBuildInputs or [ ] ++ [ context.pyprojectHook ] ++ toolsOf name data;
    }
    // prepared data; # with prepared
}
