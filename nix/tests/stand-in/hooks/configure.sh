# What uv is told, whichever way a package is built.
pyprojectConfigurePhase() {
  runHook preConfigure
  export UV_OFFLINE=1 UV_NO_CACHE=1 UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never
  # Settings of [tool.uv] are uvnix's to honour, not those of a uv inside of a build.
  export UV_NO_CONFIG=1
  # Where a wheel was installed from is a path of the build.
  export UV_NO_INSTALLER_METADATA=1
  export UV_COMPILE_BYTECODE="${UV_COMPILE_BYTECODE:-1}"
  export UV_LINK_MODE=copy
  runHook postConfigure
}
if [ -z "$configurePhase" ]; then configurePhase=pyprojectConfigurePhase; fi
