# Runs the tests of a package in a derivation of its own: a changed test does not rebuild the package.
{ pkgs }:
{
  name,
  # An environment with the package and the dependencies of its tests.
  venv,
  # The folder with the tests, in which the command runs.
  src,
  # A shell command.
  command,
}:
pkgs.runCommand name { nativeBuildInputs = [ venv ]; } ''
  cp -R ${src} source
  chmod -R u+w source
  cd source
  export HOME=$TMPDIR
  ${command}
  touch $out
''
