# Makes the flake outputs of a script with inline metadata (PEP 723).
{
  uvnix,
  pkgs,
  pyproject-nix,
  # The build systems for what is not locked; null: none.
  pyproject-build-systems ? null,
  # Such as ./tool.py, with tool.py.lock and tool.py.nix next to it.
  script,
  # The path of its lock, relative to the flake.
  path ? "${baseNameOf script}.lock",
  python ? pkgs.python3,
  pythonVersion ? null,
  sourcePreference ? "wheel",
  overrides ? [ ],
  lock2nixOptions ? [ ],
}@given:
let
  inherit (pkgs) lib;

  arguments = import ./project/checked.nix { inherit lib; } "mkScript" {
    script = "folder";
    path = "text";
    python = "package";
    pythonVersion = "version";
    sourcePreference = "sourcePreference";
    overrides = "overlays";
    lock2nixOptions = "names";
  } given;

  workspace = import ./project/load.nix { inherit lib; } {
    function = "mkScript";
    argument = "script";
    value = script;
    file = script + ".nix";
    call = "renderScript";
    command = "uvnix lock2nix ${path}";
  };

  pythonSet = import ./project/python-set.nix {
    inherit
      pkgs
      pyproject-nix
      pyproject-build-systems
      python
      sourcePreference
      ;
  } ([ (workspace.mkOverlay { inherit pythonVersion sourcePreference; }) ] ++ overrides);

  # The folder of the script in builds.
  source = import ./project/flake-source.nix { inherit lib; } {
    folder = dirOf script;
    path = dirOf path;
  };

  venv = workspace.mkVirtualEnv {
    pythonSet = pythonSet // {
      mkVirtualEnv = import ./project/virtual-env.nix { inherit lib; } pythonSet;
    };
    inherit pythonVersion;
  };
in
builtins.seq arguments {
  inherit workspace pythonSet venv;

  packages.default = import ./project/with-programs.nix { inherit pkgs; } venv (
    pkgs.writeTextFile {
      inherit (workspace) name;
      destination = "/bin/${workspace.name}";
      executable = true;
      text = workspace.renderScript { inherit venv; };
      meta.mainProgram = workspace.name;
    }
  );

  apps.lock2nix = import ./project/lock2nix-app.nix { inherit pkgs uvnix; } {
    paths = [ path ];
    options = lock2nixOptions;
  };

  checks.uvnix-fresh = import ./check-fresh.nix {
    inherit pkgs uvnix;
    root = source.flake;
    paths = [ "${source.path}/${baseNameOf script}.lock" ];
    options = lock2nixOptions;
  };
}
