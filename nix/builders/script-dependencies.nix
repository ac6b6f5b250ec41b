# The dependencies of the script.
{
  ofThisScript =
    assert isSupported;
    (settle lock.script).dependencies or { };
}
