# The dependencies of the script.
{
  settledScript = if lock.script ? conditional then settle lock.script else lock.script; # with conditional
  settledScript = lock.script; # without conditional
  ofThisScript =
    assert isSupported;
    settledScript.dependencies or { };
}
