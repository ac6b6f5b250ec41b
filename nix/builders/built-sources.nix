# The attributes of packages that are built from a source archive or a commit.
{
  ofSource =
    context: name: data:
    let
      source = sourceOfPackage name data;
    in
    {
      inherit (source) src;
    }
    // source.moves
    // built context data {
      before = source.unpackers;
      tools = toolsOf name data;
    };
}
