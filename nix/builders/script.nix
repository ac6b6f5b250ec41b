# A script: its dependencies, and its text.
{
  # The dependencies in a package set.
  dependenciesIn = prev: pythonVersion: (within { inherit pythonVersion; } null prev).ofThisScript;
  script =
    about
    // ofScript
    // {
      inherit (lock.script) name;
      renderScript =
        {
          venv,
          root ? lock.root,
        }:
        "#!${venv}/bin/python\n" + builtins.readFile (root + "/${lock.script.file}");
    };
}
