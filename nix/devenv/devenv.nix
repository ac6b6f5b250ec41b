# A module for devenv: the development shell of a project.
{
  config,
  inputs,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.uvnix;
in
{
  options.uvnix = {
    root = mkOption {
      type = types.path;
      description = "The folder of the project, with its `uv.lock` and `uv.nix`.";
    };
    arguments = mkOption {
      type = types.attrsOf types.raw;
      default = { };
      example = lib.literalExpression ''{ python = pkgs.python313; }'';
      description = "Further arguments of `lib.mkProject`.";
    };
    project = mkOption {
      type = types.raw;
      readOnly = true;
      default = inputs.uvnix.lib.mkProject (
        {
          inherit pkgs;
          inherit (cfg) root;
        }
        // cfg.arguments
      );
      defaultText = lib.literalExpression "inputs.uvnix.lib.mkProject { … }";
      description = "The result of `lib.mkProject`.";
    };
  };

  config = {
    inherit (cfg.project.shell) packages env;
    enterShell = cfg.project.shell.shellHook;
  };
}
