# Settings for a build backend that options of the hooks cannot say: a shell splits these at spaces.
{
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    isList
    replaceStrings
    toFile
    toJSON
    ;

  quoted = text: "'${replaceStrings [ "'" ] [ "'\\''" ] text}'";
  tellBackend =
    isOfNixpkgs: attributes: settings:
    let
      told = settings.config-settings;
      # A text in JSON is one in TOML.
      line = key: "${toJSON key} = ${toJSON told.${key}}\n";
      values = key: if isList told.${key} then told.${key} else [ told.${key} ];
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
        UV_CONFIG_FILE = toFile "uv.toml" "[config-settings]\n${concatStringsSep "" (map line (attrNames told))}";
      };
}
