# The packages of the data in one package set.
{
  inherit (builtins) intersectAttrs mapAttrs;

  inherit (prev.pkgs) lib;
  # The folder of the lock file.
  place = if root == null then lock.root else root.outPath or root;
  # Throws if the file does not fit the arguments and the package set.
  isUsable =
    refuseMarkers environ
    && (dependencies == null || known dependencies) # with project
    && (
      !checkFreshness
      || (if root == null then isFresh else isFreshIn place)
      || fail "out_of_date" ''
        ${generated} is out of date: ${lock.lockFile} changed after it was generated.
        Run `${command}`.''
    )
    && isSupported
    && checked prev.stdenv != null;

  fitting = lock.packages; # without conditions
  selected = fitting; # without refusals
  present = selected; # without versions
  present = # with versions
    selected
    // mapAttrs (name: version: selected.${name} // { inherit version; }) (
      intersectAttrs selected versions
    );

  # Whether to build what has both a wheel and a source archive.
  prefersSdist = # with sdist
    preference:
    preference == "sdist"
    ||
      preference != "wheel"
      && fail "source_preference" ''sourcePreference must be "wheel" or "sdist", not "${toString preference}"'';
}
