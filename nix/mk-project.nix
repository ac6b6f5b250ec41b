# Makes the flake outputs of one project. docs/src/reference/flake-module.md describes the arguments.
{
  uvnix,
  pkgs,
  pyproject-nix,
  # The build systems for what is not locked; null: none.
  pyproject-build-systems ? null,
  root,
  path ? ".",
  lock ? "uv.lock",
  python ? pkgs.python3,
  pythonVersion ? null,
  sourcePreference ? "wheel",
  dependencies ? null,
  application ? null,
  mainProgram ? null,
  image ? null,
  overrides ? [ ],
  tests ? [ ],
  venvIgnoreCollisions ? [ ],
  editableRoot ? "$REPO_ROOT",
  editableMembers ? null,
  devDependencies ? null,
  devPackages ? [ ],
  lock2nixOptions ? [ ],
}@given:
let
  inherit (pkgs) lib;

  arguments = import ./project/checked.nix { inherit lib; } "mkProject" {
    root = "folder";
    path = "text";
    lock = "text";
    python = "package";
    pythonVersion = "version";
    sourcePreference = "sourcePreference";
    dependencies = "specification";
    application = "name";
    mainProgram = "name";
    image = "set";
    overrides = "overlays";
    tests = "names";
    venvIgnoreCollisions = "collisions";
    editableRoot = "text";
    editableMembers = "namesOrNull";
    devDependencies = "specification";
    devPackages = "packages";
    lock2nixOptions = "names";
  } given;

  # The generated file, and what to tell lock2nix about the lock: the folder of a project has one uv.lock.
  file = lib.removeSuffix ".lock" (lib.removeSuffix ".toml" lock) + ".nix";
  isOfUv = lock == "uv.lock";
  command = "uvnix lock2nix${lib.optionalString (!isOfUv) " ${lock}"}";
  pathOfLock = folder: if isOfUv then folder else "${folder}/${lock}";

  workspace = import ./project/load.nix { inherit lib; } {
    function = "mkProject";
    argument = "root";
    value = root;
    file = root + "/${file}";
    call = "mkPyprojectOverlay";
    inherit command;
  };

  # The dependencies of the environment, and those of the development shell. The default groups of a pylock.toml have
  # what its project needs.
  usual =
    if isOfUv then lib.mapAttrs (_: _: [ ]) workspace.deps.default else workspace.deps.default;
  installed = if dependencies == null then usual else dependencies;
  developed = if devDependencies == null then workspace.deps.all else devDependencies;

  makeSet = import ./project/python-set.nix {
    inherit
      pkgs
      pyproject-nix
      pyproject-build-systems
      python
      sourcePreference
      ;
  };
  # The lock does not contain packages that only `overrides` add. Files of an older uvnix do not list theirs.
  isLocked = name: workspace ? packages -> lib.elem name workspace.packages;
  overlayFor =
    dependencies:
    workspace.mkPyprojectOverlay {
      inherit pythonVersion sourcePreference;
      dependencies = lib.filterAttrs (name: _: isLocked name) dependencies;
    };
  last =
    overrides
    ++ lib.optional (venvIgnoreCollisions != [ ] && venvIgnoreCollisions != false) (
      import ./project/ignored-collisions.nix venvIgnoreCollisions
    );
  pythonSetFor = dependencies: makeSet ([ (overlayFor dependencies) ] ++ last);
  pythonSet = pythonSetFor installed;

  editableOverlay = workspace.mkEditablePyprojectOverlay (
    {
      root = editableRoot;
    }
    // lib.optionalAttrs (editableMembers != null) { members = editableMembers; }
  );
  # Overrides come last: they must change the editable packages, not the packages that these replace.
  editablePythonSet = makeSet (
    [
      (overlayFor developed)
      editableOverlay
    ]
    ++ last
  );

  # The root in builds.
  source = import ./project/flake-source.nix { inherit lib; } {
    folder = root;
    inherit path;
  };

  # The packages of a pylock.toml are those of the member `pylock`; another one is the project.
  members =
    let
      all = lib.attrNames workspace.members;
    in
    if isOfUv || lib.length all == 1 then all else lib.remove "pylock" all;
  name =
    if application != null then
      application
    else if lib.length members == 1 then
      lib.head members
    else
      "workspace";

  virtualEnv = import ./project/virtual-env.nix { inherit lib; };
  known = import ./project/known.nix {
    inherit
      lib
      workspace
      file
      command
      ;
  };
  environment =
    of: name: pythonSet: dependencies:
    virtualEnv pythonSet name (known { inherit of pythonSet; } dependencies);

  mkVirtualEnv =
    name: dependencies:
    environment "the environment ${name}" name (pythonSetFor dependencies) dependencies;
  # Without a program of the project, `nix run` starts the interpreter.
  venv = import ./project/with-main-program.nix (if mainProgram != null then mainProgram else "python") (
    environment "dependencies of mkProject" "${name}-env" pythonSet installed
  );
  editableVenv =
    environment "devDependencies of mkProject" "${name}-dev-env" editablePythonSet
      developed;

  mkApplication =
    {
      package,
      dependencies ? installed,
      mainProgram ? null,
    }:
    let
      asked = dependencies // {
        ${package} = dependencies.${package} or [ ];
      };
      set = pythonSetFor asked;
      specification = known {
        of = "the application ${package}";
        pythonSet = set;
      } asked;
    in
    import ./project/application.nix { inherit pkgs pyproject-nix; } {
      venv = virtualEnv set "${package}-env" specification;
      package = builtins.seq specification set.${package};
      inherit mainProgram;
    };

  mkImage =
    image:
    import ./project/image.nix { inherit pkgs; } (
      {
        environment = venv;
        program = if mainProgram != null then mainProgram else name;
        inherit name;
      }
      // image
    );

  mkTest =
    {
      package,
      # Groups and extras of the package that its tests need.
      groups ? workspace.deps.groups.${package} or [ ],
      # Code 5 of pytest: there are no tests.
      command ? "pytest || [ $? -eq 5 ]",
      src ? source.folder,
    }:
    import ./project/test-package.nix { inherit pkgs; } {
      name = "${package}-tests";
      venv = mkVirtualEnv "${package}-tests-env" { ${package} = groups; };
      inherit command src;
    };

  # For shells that are not made by mkShell.
  shell = import ./project/dev-shell.nix { inherit pkgs uvnix pyproject-nix; } {
    venv = editableVenv;
    packages = devPackages;
    inherit
      python
      file
      lock
      command
      ;
    # Files of an older uvnix do not tell.
    isFresh = workspace.isFresh or true;
  };
in
builtins.seq arguments {
  inherit
    workspace
    pythonSet
    editablePythonSet
    venv
    editableVenv
    mkVirtualEnv
    mkApplication
    mkImage
    mkTest
    ;

  inherit shell;
  devShell = pkgs.mkShell shell;

  packages = {
    default = venv;
  }
  // lib.optionalAttrs (application != null) {
    default = mkApplication {
      package = application;
      inherit mainProgram;
    };
    inherit venv;
  }
  # Containers run Linux programs.
  // lib.optionalAttrs (image != null && pkgs.stdenv.hostPlatform.isLinux) { image = mkImage image; };

  apps.lock2nix = import ./project/lock2nix-app.nix { inherit pkgs uvnix; } {
    paths = [ (pathOfLock path) ];
    options = lock2nixOptions;
  };

  # Formats the Nix files of a repository; uv.nix is formatted already.
  formatter = pkgs.nixfmt-tree;

  checks = {
    uvnix-fresh = import ./check-fresh.nix {
      inherit pkgs uvnix;
      root = source.flake;
      paths = [ (pathOfLock source.path) ];
      options = lock2nixOptions;
    };
  }
  // lib.listToAttrs (
    map (
      package:
      lib.nameValuePair "${package}-tests" (mkTest {
        inherit package;
      })
    ) tests
  );
}
