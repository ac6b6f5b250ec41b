# The settings of uv for all kinds of builds.
pyprojectConfigurePhase() {
  runHook preConfigure
  export UV_OFFLINE=1 UV_NO_CACHE=1 UV_NO_PROGRESS=1 UV_PYTHON_DOWNLOADS=never
  # uvnix applies the settings of [tool.uv]; the uv in a build must not.
  export UV_NO_CONFIG=1
  # The origin of a wheel is a path that exists only during the build.
  export UV_NO_INSTALLER_METADATA=1
  export UV_COMPILE_BYTECODE="${UV_COMPILE_BYTECODE:-1}"
  export UV_LINK_MODE=copy
  runHook postConfigure
}
if [ -z "$configurePhase" ]; then configurePhase=pyprojectConfigurePhase; fi
