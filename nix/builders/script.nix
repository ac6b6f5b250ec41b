# A script: its dependencies, and its text.
whole:
let
  inherit (whole) lock;
in
{
  # The dependencies in a package set.
  dependenciesIn =
    prev: pythonVersion:
    let
      here = whole.within { inherit prev pythonVersion; };
    in
    builtins.seq here.environment.name ((here.settle or (data: data)) lock.script).dependencies or { };

  script =
    whole.about
    // whole.ofScript
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
