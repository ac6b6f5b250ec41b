# A module for flake-parts: what is said in `perSystem.uvnix` becomes packages, a development shell, checks
# and an app. docs/src/flake-module.md is written from the descriptions here.
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

  # Where a file is, from the flake.
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
      ofScripts =
        make: lib.listToAttrs (map (script: lib.nameValuePair script.workspace.name (make script)) scripts);
    in
    {
      options.uvnix = {
        root = mkOption {
          type = types.nullOr types.path;
          default = null;
          example = lib.literalExpression "./.";
          description = "The folder of the project, with its `uv.lock` and `uv.nix`. `null`: there are only scripts.";
        };

        scripts = mkOption {
          type = types.listOf types.path;
          default = [ ];
          example = lib.literalExpression "[ ./tool.py ]";
          description = "Scripts that say what they need (PEP 723), with their `.lock` and `.nix` beside them. Each becomes a package and a check `<name>-fresh`.";
        };

        python = mkOption {
          type = types.package;
          default = pkgs.python3;
          defaultText = lib.literalExpression "pkgs.python3";
          description = "The interpreter, one of those that `uv.nix` is for.";
        };

        sourcePreference = mkOption {
          type = types.enum [
            "wheel"
            "sdist"
          ];
          default = "wheel";
          description = "What is taken where there are both: the wheel, or the sdist, which is then built.";
        };

        dependencies = mkOption {
          type = types.nullOr (types.attrsOf (types.listOf types.str));
          default = null;
          example = lib.literalExpression ''{ app = [ "web" ]; }'';
          description = "What the environment has: packages of the project, each with its extras and groups. `null`: every member, without extras and groups. Where the lock declares conflicts, choose here.";
        };

        application = mkOption {
          type = types.nullOr types.str;
          default = null;
          example = "app";
          description = "A package: `packages.default` is then its programs alone, and `packages.venv` the environment. `null`: `packages.default` is the environment.";
        };

        mainProgram = mkOption {
          type = types.nullOr types.str;
          default = null;
          example = "serve";
          description = "The program that `nix run` and an image start. `null`: the one that is called like the package.";
        };

        image = mkOption {
          type = types.nullOr (types.attrsOf types.raw);
          default = null;
          example = lib.literalExpression ''{ config.ExposedPorts."8000/tcp" = { }; }'';
          description = "A container image of the environment, as `packages.image` on Linux: what `project.mkImage` is called with. `{ }` will do; `null`: none.";
        };

        overrides = mkOption {
          type = types.listOf overlay;
          default = [ ];
          example = lib.literalExpression "[ (import ./overrides.nix) ]";
          description = "Overlays on the package set, for what neither `uv.lock` nor a `pyproject.toml` says.";
        };

        tests = mkOption {
          type = types.listOf types.str;
          default = [ ];
          example = [ "app" ];
          description = "Members whose tests are run by a check `<name>-tests`: `pytest`, in the root of the project, with the member and its groups. `project.mkTest` has more to choose from.";
        };

        editableRoot = mkOption {
          type = types.str;
          default = "$REPO_ROOT";
          example = "$REPO_ROOT/services/api";
          description = "Where the project is while it is developed. The development shell sets `REPO_ROOT` to the top of the git repository, or where there is none to the folder that it was entered in.";
        };

        editableMembers = mkOption {
          type = types.nullOr (types.listOf types.str);
          default = null;
          example = [ "app" ];
          description = "Local packages that are editable in the development shell. `null`: all.";
        };

        devDependencies = mkOption {
          type = types.nullOr (types.attrsOf (types.listOf types.str));
          default = null;
          example = lib.literalExpression ''{ app = [ "web" "dev" ]; }'';
          description = "What the development shell has, as for `dependencies`. `null`: every member with its extras and groups; where the lock declares conflicts, choose here.";
        };

        devPackages = mkOption {
          type = types.listOf types.package;
          default = [ ];
          example = lib.literalExpression "[ pkgs.ruff ]";
          description = "What the development shell has besides the environment, uv and uvnix.";
        };

        lock2nixOptions = mkOption {
          type = types.listOf types.str;
          default = [ ];
          example = [ "--python=3.13" ];
          description = "Options of `uvnix lock2nix`, for the app and the check. Better said in `[tool.uvnix]`, where every call finds them.";
        };

        uvnix = mkOption {
          type = types.package;
          default = flake.packages.${pkgs.stdenv.hostPlatform.system}.uvnix;
          defaultText = lib.literalExpression "uvnix.packages.\${system}.uvnix";
          description = "The uvnix of the development shell, the app and the check.";
        };

        pyproject-nix = mkOption {
          type = types.raw;
          default = flake.pyproject-nix;
          defaultText = lib.literalExpression "uvnix.inputs.pyproject-nix";
          description = "The flake of pyproject.nix.";
        };

        pyproject-build-systems = mkOption {
          type = types.raw;
          default = flake.pyproject-build-systems;
          defaultText = lib.literalExpression "uvnix.inputs.pyproject-build-systems";
          description = "The flake of pyproject.nix's build systems.";
        };

        project = mkOption {
          type = types.raw;
          readOnly = true;
          default =
            if cfg.root == null then
              throw ''
                uvnix: perSystem.uvnix.root is null, so there is no project.
                Set it to the folder of the project, such as ./.''
            else
              import ./mk-project.nix (
                settings
                // {
                  path = placeOf cfg.root;
                  inherit (cfg)
                    root
                    dependencies
                    application
                    mainProgram
                    image
                    tests
                    editableRoot
                    editableMembers
                    devDependencies
                    devPackages
                    ;
                }
              );
          defaultText = lib.literalExpression "uvnix.lib.mkProject { … }";
          description = "What `lib.mkProject` makes of the rest, for what else the flake wants of the project: `project.pythonSet`, `project.mkImage` and so on.";
        };
      };

      config = {
        packages = ofProject "packages" // ofScripts (script: script.packages.default);

        checks =
          ofProject "checks"
          // lib.mapAttrs' (name: lib.nameValuePair "${name}-fresh") (
            ofScripts (script: script.checks.uvnix-fresh)
          );

        devShells = lib.optionalAttrs (cfg.root != null) { default = cfg.project.devShell; };

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
