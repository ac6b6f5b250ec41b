# A package's tests in a derivation of their own: the package is not built anew when a test changes.
{ pkgs }:
{
  name,
  # An environment that has the package and what its tests need.
  venv,
  # The folder that the command runs in, with the tests.
  src,
  # Shell.
  command ? "pytest",
}:
pkgs.runCommand name { nativeBuildInputs = [ venv ]; } ''
  cp -R ${src} source
  chmod -R u+w source
  cd source
  export HOME=$TMPDIR
  ${command}
  touch $out
''
