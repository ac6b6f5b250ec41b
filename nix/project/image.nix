# A container image of an environment, in layers, so that unchanged layers are not uploaded again.
{ pkgs }:
{
  # A package, and a program in its bin folder.
  environment,
  program,
  name ? program,
  arguments ? [ ],
  # Further configuration of the image, such as { ExposedPorts."8000/tcp" = { }; }.
  config ? { },
  # true: a script that prints the image; false: the image as a file in the store.
  stream ? true,
  # Other attributes are arguments of dockerTools, such as `tag`, `contents` or `maxLayers`.
  ...
}@image:
let
  inherit (pkgs) dockerTools lib stdenv;
  inherit (import ../builders/messages.nix) fail;
  # The programs that the Python packages of an environment call. An application finds its own.
  programs = environment.runtimePrograms or [ ];
  build = if stream then dockerTools.streamLayeredImage else dockerTools.buildLayeredImage;
  rest = removeAttrs image [
    "arguments"
    "environment"
    "program"
    "stream"
  ];
in
if !stdenv.hostPlatform.isLinux then
  fail "image_for_linux" ''
    the image ${name} cannot be built for ${stdenv.hostPlatform.system}: containers run Linux programs.
    Define it only on Linux: lib.optionalAttrs pkgs.stdenv.hostPlatform.isLinux { … }''
else
  build (
    {
      tag = "latest";
      # Python's tempfile needs a folder.
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
          # Print logs at once, not when a buffer is full.
          "PYTHONUNBUFFERED=1"
          "SSL_CERT_FILE=${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt"
        ]
        ++ lib.optional (programs != [ ]) "PATH=${lib.makeBinPath programs}:/bin"
        ++ config.Env or [ ];
      };
    }
  )
