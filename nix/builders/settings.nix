# Applies the settings of a package to the attributes of its derivation:
# `[tool.uvnix.packages.<name>]`, and the build settings of `[tool.uv]`.
{
  inherit (builtins) attrNames;

  buildPackages = prev.pkgs.buildPackages or prev.pkgs; # with tool-inputs
  adjusted =
    {
      name,
      data,
      attributes,
    }:
    let
      inherit (data) settings;
      at = packageAt name data; # with nixpkgs-paths
      # A wheel is built already; only wheels set dontStrip.
      isBuilt = !(attributes ? dontStrip); # with by-build
      isLinked = !isBuilt && kernel == "linux"; # with libraries
      linked = if isLinked then wheelLibraries { inherit name settings; } else { }; # with libraries
      missing = if isLinked then settings.missing-libraries or [ ] else [ ]; # with libraries # without ignored-libraries
      missing = settings.ignore-missing-libraries or [ ]; # with ignored-libraries # without libraries
      missing = # with ignored-libraries # with libraries
        settings.ignore-missing-libraries or [ ]
        ++ (if isLinked then settings.missing-libraries or [ ] else [ ]);
      crates = if isBuilt && settings ? cargo-lock then cratesOf name data else { }; # with rust
      # A package set with another Python than those of nixpkgs has no recipes.
      hasRecipe = isBuilt && settings ? recipe && pythonPackages != { }; # with recipe
      lent = if hasRecipe then lentBy settings.recipe else { }; # with recipe
      # Their names are none that Nix or mkDerivation interpret: uvnix refuses those.
      variables = (if isBuilt then settings.build-env or { } else { }) // settings.env or { }; # with env
      told = # with config-settings
        if isBuilt && settings ? config-settings then
          tellBackend (attributes ? format || attributes ? pyproject) attributes settings
        else
          { };
      complete = attributes; # without env # without config-settings
      complete = attributes // told; # without env # with config-settings
      complete = attributes // variables; # with env # without config-settings
      complete = attributes // told // variables; # with env # with config-settings
      atRuntime = # with runtime
        if settings ? runtime-libraries || settings ? runtime-programs then
          neededAtRuntime name settings isBuilt complete
        else
          { };
      lentVariables = removeAttrs (lent.variables or { }) (attrNames complete); # with recipe
    in
    if settings ? nixpkgs then # with of-nixpkgs
      prebuilt name (at pythonPackages settings.nixpkgs)
    else
      complete; # without adjusted-attributes # without runtime
      complete // atRuntime; # with runtime # without adjusted-attributes
      complete # with adjusted-attributes
      // { # with adjusted-attributes
        buildInputs = # with library-inputs
          attributes.buildInputs or [ ]
          ++ map (at prev.pkgs) (settings.build-inputs or [ ]) # with build-inputs
          ++ linked.buildInputs or [ ] # with linked-inputs
          ++ lent.buildInputs or [ ]; # with recipe
        nativeBuildInputs = # with tool-inputs
          attributes.nativeBuildInputs or [ ]
          ++ map (at buildPackages) (settings.native-build-inputs or [ ]) # with native-build-inputs
          ++ crates.nativeBuildInputs or [ ] # with rust
          ++ lent.nativeBuildInputs or [ ]; # with recipe
        ${if missing == [ ] then null else "autoPatchelfIgnoreMissingDeps"} = missing; # with missing-libraries
        # Whether it is there depends on the data alone: its text needs the derivations of other packages.
        ${if linked ? before then "preFixup" else null} = linked.before; # with searched
        ${if linked ? warnings then "uvnixWarnings" else null} = linked.warnings; # with found-libraries
        ${if isBuilt && settings ? build-flags then "uvBuildFlags" else null} = settings.build-flags; # with build-flags
        ${if hasRecipe then "env" else null} = complete.env or { } // lentVariables; # with recipe
      } # with adjusted-attributes
      // removeAttrs crates [ "nativeBuildInputs" ] # with rust
      // atRuntime; # with runtime # with adjusted-attributes
}
