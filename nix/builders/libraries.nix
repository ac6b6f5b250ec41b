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

  # The first attribute that exists.
  library =
    { from, libraries }:
    let
      found = filter (package: package != null) (map at from);
    in
    if found != [ ] then
      [ (head found) ]
    else if filter (wanted: !(elem wanted missing)) libraries == [ ] then
      [ ]
    else
      throw ''
        uvnix: the wheel of ${name} needs ${concatStringsSep ", " libraries}, but nixpkgs has no ${concatStringsSep " or " from}.
        Name the attribute that has it: [tool.uvnix.packages.${name}] libraries = { "${head libraries}" = "…" }
        If the package works without it: ignore-missing-libraries = [ "${head libraries}" ]'';

  # Overlays of others may have attributes for packages that are missing.
  siblings = filter (sibling: present ? ${sibling}) (settings.siblings or [ ]);
in
if isLinux then
  {
    buildInputs =
      concatMap library (settings.libraries or [ ])
      ++ (if settings ? links-python then [ final.python ] else [ ]);
    search = concatStringsSep "" (
      map (
        sibling: "addAutoPatchelfSearchPath ${final.${sibling}}/${final.python.sitePackages}\n"
      ) siblings
    );
    inherit missing;
  }
else
  { }
