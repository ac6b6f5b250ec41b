# The shared libraries that a wheel needs from elsewhere, for autoPatchelfHook: inputs, folders to search,
# and the libraries that may be missing.
{
  inherit (builtins)
    concatMap
    concatStringsSep
    elem
    filter
    head
    ;

  wheelLibraries =
    name: settings:
    let
      missing = settings.missing-libraries or [ ];
      # Each library with the packages of nixpkgs that exist.
      wanted = map (entry: entry // { packages = found entry.from; }) (settings.libraries or [ ]); # with found-libraries
      # Printed in the build, not thrown: an override can still add the library in another way.
      warning = # with found-libraries
        {
          from,
          libraries,
          packages,
        }:
        if packages != [ ] || filter (library: !(elem library missing)) libraries == [ ] then
          ""
        else
          message "missing_library" ''
            the wheel of ${name} needs ${concatStringsSep ", " libraries}, but nixpkgs has no ${concatStringsSep " or " from}.
            Name the attribute that has it: [tool.uvnix.packages.${name}] libraries = { "${head libraries}" = "…" }
            If the package works without it: ignore-missing-libraries = [ "${head libraries}" ]''
          + "\n";
      # Overlays of others may have attributes for packages that are missing.
      siblings = filter (sibling: present ? ${sibling}) (settings.siblings or [ ]); # with siblings
      search = sibling: "addAutoPatchelfSearchPath ${final.${sibling}}/${final.python.sitePackages}\n"; # with siblings
    in
    lib.optionalAttrs (kernel == "linux") {
      inherit missing;
      buildInputs = concatMap ({ packages, ... }: lib.take 1 packages) wanted; # with found-libraries # without links-python
      buildInputs = lib.optional (settings ? links-python) final.python; # with links-python # without found-libraries
      buildInputs = # with links-python # with found-libraries
        concatMap ({ packages, ... }: lib.take 1 packages) wanted
        ++ lib.optional (settings ? links-python) final.python;
      # Shell code before autoPatchelfHook runs. The warnings are a variable, because data must not become code.
      ${if settings ? libraries then "warnings" else null} = lib.concatMapStrings warning wanted; # with found-libraries
      ${if settings ? libraries then "before" else null} = "printf '%s' \"$uvnixWarnings\" >&2\n"; # with found-libraries # without siblings
      ${if settings ? siblings then "before" else null} = lib.concatMapStrings search siblings; # with siblings # without found-libraries
      ${if settings ? libraries || settings ? siblings then "before" else null} = # with siblings # with found-libraries
        lib.optionalString (settings ? libraries) "printf '%s' \"$uvnixWarnings\" >&2\n"
        + lib.concatMapStrings search siblings;
    };
}
