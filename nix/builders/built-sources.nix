# The attributes of packages that are built from a source archive or a commit.
{
  ofSource =
    context: name: data:
    let
      source = sourceOfPackage name data;
    in
    source
    // {
      nativeBuildInputs =
        source.nativeBuildInputs or [ ] ++ [ context.pyprojectHook ] ++ toolsOf name data;
    }
    // prepared data; # with prepared
}
