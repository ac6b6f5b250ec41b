# Settings for a build backend that options of the hooks cannot say: a shell splits these at spaces.
{
  inherit (builtins) attrNames concatMap concatStringsSep;

  quoted = text: "'${builtins.replaceStrings [ "'" ] [ "'\"'\"'" ] text}'";
  tellBackend =
    isOfNixpkgs: attributes: settings:
    let
      told = settings.config-settings;
      # A text in JSON is one in TOML.
      line = key: "${builtins.toJSON key} = ${builtins.toJSON told.${key}}\n";
      values = key: if builtins.isList told.${key} then told.${key} else [ told.${key} ];
      options = key: map (value: "--config-setting ${quoted "${key}=${value}"}") (values key);
    in
    if isOfNixpkgs then
      {
        preBuild = attributes.preBuild or "" + ''
          pypaBuildFlags=(${concatStringsSep " " (concatMap options (attrNames told))})
        '';
      }
    else
      {
        UV_CONFIG_FILE = builtins.toFile "uv.toml" "[config-settings]\n${concatStringsSep "" (map line (attrNames told))}";
      };
}
