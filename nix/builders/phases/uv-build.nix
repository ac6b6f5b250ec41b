# The locked uv-build builds the package.
{
  # The uv of a build takes its own backend, in its own version. The hook for editable packages does without that uv.
  phases.uv-build = ''
    if [ "$buildPhase" != pyprojectBuildEditablePhase ]; then uvBuildFlags="''${uvBuildFlags-} --force-pep517"; fi
  '';
}
