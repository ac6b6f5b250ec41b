# What every file says about itself.
whole: {
  about = {
    inherit (whole.lock) environments;
    # As pyproject.nix parses it.
    requires-python = whole.lock.specifiers;
    # The build settings of [tool.uv].
    config = {
      compile-bytecode = !(whole.lock ? no-bytecode);
      no-binary = false;
      no-binary-package = [ ];
      no-build = false;
      no-build-package = [ ];
      config-settings = { };
      config-settings-package = { };
      extra-build-dependencies = { };
      extra-build-variables = { };
    }
    // whole.lock.config or { };
  };
}
