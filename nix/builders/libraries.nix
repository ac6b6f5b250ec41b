# The shared libraries that a wheel needs from elsewhere, for autoPatchelfHook: inputs, folders to search,
# and the libraries that may be missing.
{
  inherit (builtins)
    catAttrs
    concatLists
    concatStringsSep
    head
    ;

  # Printed in the build, not thrown: an override can still add the library in another way.
  missingLibrary = # with found-libraries
    name: group:
    if group.packages != [ ] || group ? optional then
      ""
    else
      message "missing_library" ''
        the wheel of ${name} needs ${concatStringsSep ", " group.libraries}, but nixpkgs has no ${concatStringsSep " or " group.from}.
        Name the attribute that has it: [tool.uvnix.packages.${name}] libraries = { "${head group.libraries}" = "…" }
        If the package works without it: ignore-missing-libraries = [ "${head group.libraries}" ]''
      + "\n";
  # Shell code before autoPatchelfHook runs. The warnings are a variable, because data must not become code.
  printed = "printf '%s' \"$uvnixWarnings\" >&2\n"; # with found-libraries
  # Overlays of others may have attributes for packages that are missing.
  search = # with siblings
    sibling:
    if present ? ${sibling} then
      "addAutoPatchelfSearchPath ${final.${sibling}}/${final.python.sitePackages}\n"
    else
      "";

  wheelLibraries =
    { name, settings }:
    let # with found-libraries
      # Each library with the package of nixpkgs that has it.
      wanted = found (settings.libraries or [ ]);
    in # with found-libraries
    {
      buildInputs = concatLists (catAttrs "packages" wanted); # with found-libraries # without links-python
      buildInputs = lib.optional (settings ? links-python) final.python; # with links-python # without found-libraries
      buildInputs = # with links-python # with found-libraries
        concatLists (catAttrs "packages" wanted) ++ lib.optional (settings ? links-python) final.python;
      ${if settings ? libraries then "warnings" else null} = # with found-libraries
        if lacks wanted then concatStringsSep "" (map (missingLibrary name) wanted) else "";
      ${if settings ? libraries then "before" else null} = printed; # with found-libraries # without siblings
      ${if settings ? siblings then "before" else null} = concatStringsSep "" ( # with siblings # without found-libraries
        map search settings.siblings
      ); # with siblings # without found-libraries
      ${if settings ? libraries || settings ? siblings then "before" else null} = # with siblings # with found-libraries
        (if settings ? libraries then printed else "")
        + concatStringsSep "" (map search (settings.siblings or [ ]));
    };
}
