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
      wanted = map (entry: entry // { packages = found entry.from; }) (settings.libraries or [ ]);

      # Printed in the build, not thrown: an override can still add the library in another way.
      warning =
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
      siblings = filter (sibling: present ? ${sibling}) (settings.siblings or [ ]);
    in
    if kernel == "linux" then
      {
        buildInputs =
          concatMap ({ packages, ... }: if packages == [ ] then [ ] else [ (head packages) ]) wanted
          ++ (if settings ? links-python then [ final.python ] else [ ]);
        # Shell code before autoPatchelfHook runs. The warnings are a variable, because data must not become code.
        ${if settings ? libraries then "warnings" else null} = concatStringsSep "" (map warning wanted);
        ${if settings ? libraries || settings ? siblings then "before" else null} =
          (if settings ? libraries then "printf '%s' \"$uvnixWarnings\" >&2\n" else "")
          + concatStringsSep "" (
            map (
              sibling: "addAutoPatchelfSearchPath ${final.${sibling}}/${final.python.sitePackages}\n"
            ) siblings
          );
        inherit missing;
      }
    else
      { };
}
