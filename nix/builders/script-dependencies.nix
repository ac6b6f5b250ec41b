# The dependencies of the script.
{
  ofThisScript =
    assert isSupported;
    settledScript.dependencies or { };
  settledScript = settle lock.script; # with conditions
  settledScript = lock.script; # without conditions
}
