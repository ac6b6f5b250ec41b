# The shared libraries that a wheel needs from elsewhere, for autoPatchelfHook: inputs, folders to search,
# and the libraries that may be missing.
{
  inherit (builtins) concatMap concatStringsSep head;

  # The first package of each library.
  inputsOf = concatMap ({ packages, ... }: if packages == [ ] then [ ] else [ (head packages) ]); # with found-libraries
  wheelLibraries =
    name: settings:
    let
      missing = settings.missing-libraries or [ ];
      # Each library with the packages of nixpkgs that exist.
      wanted = found (settings.libraries or [ ]); # with found-libraries
      # Printed in the build, not thrown: an override can still add the library in another way.
      warning = # with found-libraries
        group:
        if group.packages != [ ] || group ? optional then
          ""
        else
          message "missing_library" ''
            the wheel of ${name} needs ${concatStringsSep ", " group.libraries}, but nixpkgs has no ${concatStringsSep " or " group.from}.
            Name the attribute that has it: [tool.uvnix.packages.${name}] libraries = { "${head group.libraries}" = "…" }
            If the package works without it: ignore-missing-libraries = [ "${head group.libraries}" ]''
          + "\n";
      # Overlays of others may have attributes for packages that are missing.
      search = # with siblings
        sibling:
        if present ? ${sibling} then
          "addAutoPatchelfSearchPath ${final.${sibling}}/${final.python.sitePackages}\n"
        else
          "";
    in
    {
      inherit missing;
      buildInputs = inputsOf wanted; # with found-libraries # without links-python
      buildInputs = lib.optional (settings ? links-python) final.python; # with links-python # without found-libraries
      buildInputs = # with links-python # with found-libraries
        inputsOf wanted
        ++ lib.optional (settings ? links-python) final.python;
      # Shell code before autoPatchelfHook runs. The warnings are a variable, because data must not become code.
      ${if settings ? libraries then "warnings" else null} = concatStringsSep "" (map warning wanted); # with found-libraries
      ${if settings ? libraries then "before" else null} = "printf '%s' \"$uvnixWarnings\" >&2\n"; # with found-libraries # without siblings
      ${if settings ? siblings then "before" else null} = concatStringsSep "" (map search (settings.siblings or [ ])); # with siblings # without found-libraries
      ${if settings ? libraries || settings ? siblings then "before" else null} = # with siblings # with found-libraries
        (if settings ? libraries then "printf '%s' \"$uvnixWarnings\" >&2\n" else "")
        + concatStringsSep "" (map search (settings.siblings or [ ]));
    };
}
