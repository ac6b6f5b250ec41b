{
  # One package set, for the arguments of an overlay.
  within =
    {
      sourcePreference ? "wheel",
      dependencies ? null,
      # Versions of local packages that compute their version at build time, by name.
      versions ? { },
      # Replaces the full version of the interpreter, by another patch release of it.
      pythonVersion ? null,
      environ ? { },
      checkFreshness ? true,
      root ? null,
    }:
    final: prev:
    let
      parts = null;
    in
    {
      inherit packages;
      inherit ofThisScript; # with script
    };
}
