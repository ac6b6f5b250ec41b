# What every file says about itself.
{
  about = {
    inherit (lock) environments;
    # As pyproject.nix parses it.
    requires-python = lock.specifiers;
    # The build settings of [tool.uv].
    config = {
      compile-bytecode = !(lock ? no-bytecode);
      no-binary = false;
      no-binary-package = [ ];
      no-build = false;
      no-build-package = [ ];
      config-settings = { };
      config-settings-package = { };
      extra-build-dependencies = { };
      extra-build-variables = { };
    }
    // lock.config or { };
  };
}
