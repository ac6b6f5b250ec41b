# The shared libraries that a wheel needs from elsewhere, for autoPatchelfHook: inputs, folders to search,
# and the libraries that may be missing.
{
  final,
  prev,
  # The packages of the lock that this environment has.
  present,
}:
name: settings:
let
  inherit (builtins)
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    head
    isAttrs
    isString
    split
    tryEval
    ;

  inherit (prev.stdenv.hostPlatform) isLinux;

  # The package of nixpkgs at a path such as `fontconfig.lib`; null: there is none, or it was removed.
  at =
    path:
    let
      step = set: attribute: if isAttrs set then set.${attribute} or null else null;
      found = tryEval (foldl' step prev.pkgs (filter isString (split "\\." path)));
    in
    if found.success then found.value else null;

  missing = settings.missing-libraries or [ ];

  # Each library with the attributes of nixpkgs that exist.
  wanted = map (entry: entry // { found = filter (package: package != null) (map at entry.from); }) (
    settings.libraries or [ ]
  );

  # Printed in the build, not thrown: an override can still add the library in another way.
  warning =
    {
      from,
      libraries,
      found,
    }:
    if found != [ ] || filter (library: !(elem library missing)) libraries == [ ] then
      ""
    else
      ''
        uvnix: the wheel of ${name} needs ${concatStringsSep ", " libraries}, but nixpkgs has no ${concatStringsSep " or " from}.
        Name the attribute that has it: [tool.uvnix.packages.${name}] libraries = { "${head libraries}" = "…" }
        If the package works without it: ignore-missing-libraries = [ "${head libraries}" ]
      '';

  # Overlays of others may have attributes for packages that are missing.
  siblings = filter (sibling: present ? ${sibling}) (settings.siblings or [ ]);
in
if isLinux then
  {
    buildInputs =
      concatMap ({ found, ... }: if found == [ ] then [ ] else [ (head found) ]) wanted
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
  { }
