# Interpreters that the data divides by their patch releases.
whole:
let
  inherit (builtins) compareVersions filter head;
  inherit (whole) lock pythonVersion;
  inherit (whole.prev) python;

  release = if pythonVersion == null then python.version else pythonVersion;
  isIn =
    part:
    compareVersions release part.from >= 0 && (part ? until -> compareVersions release part.until < 0);
in
{
  interpreterOf =
    minor:
    let
      parts = filter isIn lock.parts.${minor};
    in
    if
      pythonVersion != null && builtins.match "${python.pythonVersion}(\\..*)?" pythonVersion == null
    then
      whole.fail "python_version" ''
        pythonVersion is ${pythonVersion}, but the interpreter of this package set is Python ${python.pythonVersion}.
        Set pythonVersion to a patch release of ${python.pythonVersion}, or use another interpreter.''
    else if !(lock ? parts.${minor}) then
      minor
    else if parts == [ ] then
      "${minor} at ${release}"
    else
      (head parts).name;

  # The lock may be for other patch releases of this minor version.
  otherRelease =
    minor:
    if lock ? parts.${minor} then
      "\nIf Python ${release} can replace the missing patch release, set pythonVersion = \"${
        (head lock.parts.${minor}).from
      }\" where you make the overlay."
    else
      "";
}
