# Applies the settings of a package to the attributes of its derivation:
# `[tool.uvnix.packages.<name>]`, and the build settings of `[tool.uv]`.
{
  inherit (builtins) attrNames;

  buildPackages = prev.pkgs.buildPackages or prev.pkgs;

  adjusted =
    name: data: attributes:
    let
      inherit (data) settings;
      at = packageAt name data;

      # A wheel is built already; only wheels set dontStrip.
      isBuilt = !(attributes ? dontStrip);

      # In nixpkgs' own Python sets, packages say how they are built.
      isOfNixpkgs = attributes ? format || attributes ? pyproject;

      crates = if isBuilt && settings ? cargo-lock then cratesOf name data else { };
      # A package set with another Python than those of nixpkgs has no recipes.
      hasRecipe = isBuilt && settings ? recipe && pythonPackages != { };
      lent = if hasRecipe then lentBy settings.recipe else { };

      linked = if isBuilt then { } else wheelLibraries name settings;

      needed =
        if settings ? runtime-libraries || settings ? runtime-programs then
          neededAtRuntime name settings (if isBuilt then null else attributes.src)
        else
          { attributes = { }; };

      # Under `env`, variables are never attributes that Nix or mkDerivation interpret. An attribute of the same
      # name would be in the way.
      variables = (if isBuilt then settings.build-env or { } else { }) // settings.env or { };
      removed = removeAttrs attributes (attrNames variables);
      lentVariables = removeAttrs (lent.variables or { }) (attrNames removed);
      missing = settings.ignore-missing-libraries or [ ] ++ linked.missing or [ ];
    in
    if settings ? nixpkgs then
      prebuilt name (at pythonPackages settings.nixpkgs) attributes.passthru
    else
      removed
      // {
        buildInputs =
          attributes.buildInputs or [ ]
          ++ map (at prev.pkgs) (settings.build-inputs or [ ])
          ++ linked.buildInputs or [ ]
          ++ lent.buildInputs or [ ];
        nativeBuildInputs =
          attributes.nativeBuildInputs or [ ]
          ++ map (at buildPackages) (settings.native-build-inputs or [ ])
          ++ crates.nativeBuildInputs or [ ]
          ++ lent.nativeBuildInputs or [ ];
        ${if missing == [ ] then null else "autoPatchelfIgnoreMissingDeps"} = missing;
        # Whether it is there depends on the data alone: its text needs the derivations of other packages.
        ${if linked ? before then "preFixup" else null} = linked.before;
        ${if linked ? warnings then "uvnixWarnings" else null} = linked.warnings;
        ${if isBuilt && settings ? build-flags then "uvBuildFlags" else null} = settings.build-flags;
      }
      // (
        if variables == { } && !hasRecipe then
          { }
        else
          { env = removed.env or { } // lentVariables // variables; }
      )
      // (if isBuilt && settings ? config-settings then tellBackend isOfNixpkgs removed settings else { })
      // removeAttrs crates [ "nativeBuildInputs" ]
      // needed.attributes
      // {
        ${if needed.attributes ? uvnixRuntimePhase then "preFixupPhases" else null} =
          attributes.preFixupPhases or [ ]
          ++ [ "uvnixRuntimePhase" ];
        # Applications collect them. nixpkgs wraps programs with the PATH of what packages propagate.
        ${if settings ? runtime-programs then "passthru" else null} = removed.passthru or { } // {
          runtimePrograms = needed.programs;
        };
        ${if settings ? runtime-programs && isOfNixpkgs then "propagatedBuildInputs" else null} =
          attributes.propagatedBuildInputs or [ ] ++ needed.programs;
      };
}
