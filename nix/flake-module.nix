# A module for flake-parts: the options in `perSystem.uvnix` define packages, a development shell, checks and
# an app. docs/src/reference/flake-module.md is generated from the descriptions here.
flake:
{
  lib,
  flake-parts-lib,
  self,
  ...
}:
let
  inherit (lib) mkOption types;

  overlay = lib.mkOptionType {
    name = "overlay";
    description = "overlay";
    descriptionClass = "noun";
    check = lib.isFunction;
    merge = lib.mergeOneOption;
  };

  # The path of a file, relative to the flake.
  placeOf =
    path:
    let
      inside = lib.removePrefix (toString self.outPath) (toString path);
    in
    if inside == "" then "." else lib.removePrefix "/" inside;
in
{
  options.perSystem = flake-parts-lib.mkPerSystemOption (
    { config, pkgs, ... }:
    let
      cfg = config.uvnix;

      settings = {
        inherit pkgs;
        inherit (cfg)
          uvnix
          pyproject-nix
          pyproject-build-systems
          python
          pythonVersion
          sourcePreference
          overrides
          lock2nixOptions
          ;
      };

      scripts = map (
        script:
        import ./mk-script.nix (
          settings
          // {
            inherit script;
            path = "${placeOf script}.lock";
          }
        )
      ) cfg.scripts;

      ofProject = attribute: lib.optionalAttrs (cfg.root != null) cfg.project.${attribute};
      # A flake may define its own.
      withDefault =
        outputs:
        outputs // lib.optionalAttrs (outputs ? default) { default = lib.mkDefault outputs.default; };
      ofScripts =
        make: lib.listToAttrs (map (script: lib.nameValuePair script.workspace.name (make script)) scripts);
    in
    {
      options.uvnix = {
        root = mkOption {
          type = types.nullOr types.path;
          default = null;
          example = lib.literalExpression "./.";
          description = "The folder of the project, with its `uv.lock` and `uv.nix`. `null`: no project, only scripts.";
        };

        lock = mkOption {
          type = types.str;
          default = "uv.lock";
          example = "pylock.toml";
          description = "The lock file in the root: `uv.lock`, or a `pylock.toml` with its `pylock.nix`.";
        };

        scripts = mkOption {
          type = types.listOf types.path;
          default = [ ];
          example = lib.literalExpression "[ ./tool.py ]";
          description = "Scripts with inline metadata (PEP 723), with their `.lock` and `.nix` files next to them. Each script becomes a package and a check `<name>-fresh`.";
        };

        python = mkOption {
          type = types.package;
          default = pkgs.python3;
          defaultText = lib.literalExpression "pkgs.python3";
          description = "The interpreter. `uv.nix` must be generated for it.";
        };

        pythonVersion = mkOption {
          type = types.nullOr types.str;
          default = null;
          example = "3.12.7";
          description = "The patch release of the interpreter to assume, if the project requires one that nixpkgs does not have. `null`: its own.";
        };

        sourcePreference = mkOption {
          type = types.enum [
            "wheel"
            "sdist"
          ];
          default = "wheel";
          description = "Which file to use if a package has both: `wheel` installs the wheel, `sdist` builds the sdist.";
        };

        dependencies = mkOption {
          type = types.nullOr (types.attrsOf (types.listOf types.str));
          default = null;
          example = lib.literalExpression ''{ app = [ "web" ]; }'';
          description = "The packages of the project in the environment, each with its extras and groups. `null`: every member, without extras and groups. If the lock declares conflicts, select one side of each conflict here.";
        };

        application = mkOption {
          type = types.nullOr types.str;
          default = null;
          example = "app";
          description = "A package whose programs become `packages.default`; the environment is then `packages.venv`. `null`: `packages.default` is the environment.";
        };

        mainProgram = mkOption {
          type = types.nullOr types.str;
          default = null;
          example = "serve";
          description = "The program that `nix run` and the image start. `null`: the one with the name of the package.";
        };

        image = mkOption {
          type = types.nullOr (types.attrsOf types.raw);
          default = null;
          example = lib.literalExpression ''{ config.ExposedPorts."8000/tcp" = { }; }'';
          description = "Arguments of `project.mkImage`. If set, `packages.image` is a container image of the environment, on Linux. `{ }` uses the defaults; `null`: no image.";
        };

        overrides = mkOption {
          type = types.listOf overlay;
          default = [ ];
          example = lib.literalExpression "[ (import ./overrides.nix) ]";
          description = "Overlays for the package set, for changes that `pyproject.toml` cannot express.";
        };

        tests = mkOption {
          type = types.listOf types.str;
          default = [ ];
          example = [ "app" ];
          description = "Members to test. Each gets a check `<name>-tests` that runs `pytest` in the root of the project, in an environment with the member and its groups. A project without tests passes. For other commands, use `project.mkTest`.";
        };

        venvIgnoreCollisions = mkOption {
          type = types.either types.bool (types.listOf types.str);
          default = [ ];
          example = [ "*/backports/__init__.py" ];
          description = "Paths in an environment that several packages may have with different contents: patterns, or `true` for all paths. The environment has the file of one of them. Prefer `venv-ignore-collisions` in `[tool.uvnix]`.";
        };

        editableRoot = mkOption {
          type = types.str;
          default = "$REPO_ROOT";
          example = "$REPO_ROOT/services/api";
          description = "The folder of the project during development. The development shell sets `REPO_ROOT` to the top of the git repository, or, without a repository, to the folder in which it was started.";
        };

        editableMembers = mkOption {
          type = types.nullOr (types.listOf types.str);
          default = null;
          example = [ "app" ];
          description = "Local packages that are editable in the development shell. `null`: those that uv installs editable.";
        };

        devDependencies = mkOption {
          type = types.nullOr (types.attrsOf (types.listOf types.str));
          default = null;
          example = lib.literalExpression ''{ app = [ "web" "dev" ]; }'';
          description = "Like `dependencies`, for the development shell. `null`: every member with all its extras and groups. If the lock declares conflicts, select one side of each conflict here.";
        };

        devPackages = mkOption {
          type = types.listOf types.package;
          default = [ ];
          example = lib.literalExpression "[ pkgs.ruff ]";
          description = "Further packages in the development shell, besides the environment, uv and uvnix.";
        };

        lock2nixOptions = mkOption {
          type = types.listOf types.str;
          default = [ ];
          example = [ "--python=3.13" ];
          description = "Options of `uvnix lock2nix`, for the app and the check. Prefer `[tool.uvnix]`, which applies to every call.";
        };

        uvnix = mkOption {
          type = types.package;
          default = flake.packages.${pkgs.stdenv.hostPlatform.system}.uvnix;
          defaultText = lib.literalExpression "uvnix.packages.\${system}.uvnix";
          description = "The uvnix for the development shell, the app and the check.";
        };

        pyproject-nix = mkOption {
          type = types.raw;
          default = flake.pyproject-nix;
          defaultText = lib.literalExpression "uvnix.inputs.pyproject-nix";
          description = "The flake of pyproject.nix.";
        };

        pyproject-build-systems = mkOption {
          type = types.nullOr types.raw;
          default = null;
          example = lib.literalExpression "inputs.pyproject-build-systems";
          description = "The flake of pyproject.nix's build systems, for builds whose requirements are not locked. `null`: all are locked.";
        };

        project = mkOption {
          type = types.raw;
          readOnly = true;
          default =
            if cfg.root == null then
              (import ./builders/messages.nix).fail "no_root" ''
                perSystem.uvnix.root is null, so there is no project.
                Set it to the folder of the project, such as ./.''
            else
              import ./mk-project.nix (
                settings
                // {
                  path = placeOf cfg.root;
                  inherit (cfg)
                    root
                    lock
                    dependencies
                    application
                    mainProgram
                    image
                    tests
                    venvIgnoreCollisions
                    editableRoot
                    editableMembers
                    devDependencies
                    devPackages
                    ;
                }
              );
          defaultText = lib.literalExpression "uvnix.lib.mkProject { … }";
          description = "The result of `lib.mkProject` for the other options. Use it for further outputs: `project.pythonSet`, `project.mkImage` and so on.";
        };
      };

      config = {
        packages = withDefault (ofProject "packages") // ofScripts (script: script.packages.default);

        checks =
          ofProject "checks"
          // lib.mapAttrs' (name: lib.nameValuePair "${name}-fresh") (
            ofScripts (script: script.checks.uvnix-fresh)
          );

        devShells = lib.optionalAttrs (cfg.root != null) { default = lib.mkDefault cfg.project.devShell; };

        apps = lib.optionalAttrs (cfg.root != null || cfg.scripts != [ ]) {
          lock2nix =
            import ./project/lock2nix-app.nix
              {
                inherit pkgs;
                inherit (cfg) uvnix;
              }
              {
                paths =
                  lib.optional (cfg.root != null) (placeOf cfg.root)
                  ++ map (script: "${placeOf script}.lock") cfg.scripts;
                options = cfg.lock2nixOptions;
              };
        };
      };
    }
  );
}
