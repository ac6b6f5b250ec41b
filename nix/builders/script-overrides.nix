# The functions of a script for nixpkgs' own Python sets.
{
  ofScript = overrides // {
    dependencies = python: modulesOf (dependenciesIn python null) python;
  };
}
