# A container image that holds an environment, in layers: what did not change is not sent again.
{ pkgs }:
{
  # What has the program in its bin, and the program.
  environment,
  program,
  name ? program,
  arguments ? [ ],
  # More of the image's configuration, such as { ExposedPorts."8000/tcp" = { }; }.
  config ? { },
  # true: a script that prints the image; false: the image as a file of the store.
  stream ? true,
  # The rest is for dockerTools, such as `tag`, `contents` or `maxLayers`.
  ...
}@image:
let
  inherit (pkgs) dockerTools lib stdenv;
  build = if stream then dockerTools.streamLayeredImage else dockerTools.buildLayeredImage;
  rest = removeAttrs image [
    "arguments"
    "environment"
    "program"
    "stream"
  ];
in
lib.throwIfNot stdenv.hostPlatform.isLinux
  ''
    uvnix: the image ${name} would hold programs of ${stdenv.hostPlatform.system}, and containers run those of Linux.
    Have it on Linux only: lib.optionalAttrs pkgs.stdenv.hostPlatform.isLinux { … }''
  (
    build (
      {
        tag = "latest";
        # Python's tempfile wants a folder.
        extraCommands = "mkdir -m 1777 tmp";
      }
      // rest
      // {
        inherit name;
        config = {
          Entrypoint = [ "${environment}/bin/${program}" ];
          Cmd = arguments;
        }
        // config
        // {
          Env = [
            # What is printed is seen at once, not when a buffer is full.
            "PYTHONUNBUFFERED=1"
            "SSL_CERT_FILE=${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt"
          ]
          ++ config.Env or [ ];
        };
      }
    )
  )
