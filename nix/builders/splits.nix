# Interpreters that the data divides by their patch releases.
{
  inherit (builtins) filter head match;

  patchRelease = if pythonVersion == null then prev.python.version else pythonVersion;
  isIn =
    part:
    builtins.compareVersions patchRelease part.from >= 0
    && (part ? until -> builtins.compareVersions patchRelease part.until < 0);
  parts = filter isIn lock.parts.${minor};
  interpreter =
    if pythonVersion != null && match "${prev.python.pythonVersion}(\\..*)?" pythonVersion == null then
      fail "python_version" ''
        pythonVersion is ${pythonVersion}, but the interpreter of this package set is Python ${prev.python.pythonVersion}.
        Set pythonVersion to a patch release of ${prev.python.pythonVersion}, or use another interpreter.''
    else if !(lock ? parts.${minor}) then
      minor
    else if parts == [ ] then
      "${minor} at ${patchRelease}"
    else
      (head parts).name;
  # The lock may be for other patch releases of this minor version.
  otherRelease =
    if lock ? parts.${minor} then
      "\nIf Python ${patchRelease} can replace the missing patch release, set pythonVersion = \"${
        (head lock.parts.${minor}).from
      }\" where you make the overlay."
    else
      "";
}
