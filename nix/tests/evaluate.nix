# Evaluates a uv.nix for one interpreter and one system, on the stand-in. `packages`, `versions`, `closure`,
# `names` and `venvDrvPath` build nothing; `venv` is the environment itself.
{
  # A generated file, as an absolute path.
  uvNix,
  # A dependency specification as JSON, or a name in `deps`.
  spec ? null,
  # null: the default of uv.nix.
  sourcePreference ? null,
  # A string such as "$REPO_ROOT": local packages become editable.
  editableRoot ? null,
  # A file with one more overlay, applied last.
  extraOverlay ? null,
  # Lists of build requirements for `written`, as JSON: those that each package may have.
  buildRequirements ? "{ }",
  # The other arguments are those of ./stand-in.
  ...
}@arguments:
let
  standIn = import ./stand-in (
    removeAttrs arguments [
      "uvNix"
      "spec"
      "sourcePreference"
      "editableRoot"
      "extraOverlay"
      "buildRequirements"
    ]
  );
  inherit (standIn) lib pkgs;

  workspace = import (/. + uvNix);
  # The lock of a script has one environment and no members.
  isScript = !(workspace ? mkPyprojectOverlay);

  specification =
    if spec == null then
      workspace.deps.all
    else if lib.hasPrefix "{" spec then
      builtins.fromJSON spec
    else
      workspace.deps.${spec};

  choices = lib.optionalAttrs (sourcePreference != null) { inherit sourcePreference; };
  overlay =
    if isScript then
      workspace.mkOverlay choices
    else
      workspace.mkPyprojectOverlay (choices // { dependencies = specification; });

  pythonSet = standIn.pythonSet.overrideScope (
    lib.composeManyExtensions (
      [ overlay ]
      ++ lib.optional (editableRoot != null) (
        workspace.mkEditablePyprojectOverlay { root = editableRoot; }
      )
      ++ lib.optional (extraOverlay != null) (import (/. + extraOverlay))
    )
  );

  venv =
    if isScript then
      workspace.mkVirtualEnv { inherit pythonSet; }
    else
      pythonSet.mkVirtualEnv "uvnix-test-env" specification;

  # The overlay also has functions and sets of the package set: `hooks`, and names with capital letters, which no
  # package has.
  names = lib.filter (name: name != "hooks" && builtins.match "[^A-Z]*" name != null) (
    lib.attrNames (overlay pythonSet standIn.pythonSet)
  );

  closure =
    if isScript then
      names
    else
      (import ./stand-in/resolve.nix { inherit lib; } pythonSet).cyclic specification;

  # A fetched file has a URL and a hash; every other source is a path.
  describeSource =
    source:
    if source == null then
      null
    else if source ? outputHash then
      {
        inherit (source) name url;
        hash = source.outputHash;
      }
      // lib.optionalAttrs (source ? rev) { inherit (source) rev; }
    else if source ? rev then
      {
        inherit (source) rev;
      }
    else
      { path = toString source; };

  describe =
    name:
    let
      package = pythonSet.${name};
    in
    {
      inherit (package) drvPath;
      version = package.version or null;
      src = describeSource (package.src or null);
      dependencies = package.passthru.dependencies or { };
      optional-dependencies = package.passthru.optional-dependencies or { };
      dependency-groups = package.passthru.dependency-groups or { };
      nativeBuildInputs = map (input: input.name) (package.nativeBuildInputs or [ ]);
      buildInputs = map (input: input.name) (package.buildInputs or [ ]);
    };

  # What somebody needs who writes the same derivations by hand: their attributes, sources and dependencies, the
  # lists of tools that they may have, and the expressions for the store paths in them.
  written =
    let
      succeeds = value: (builtins.tryEval value).success;
      expression = set: name: value: {
        path = (builtins.tryEval (value.outPath or null)).value;
        expression = "${set}.${builtins.toJSON name}";
      };
      # A package at a path such as `fontconfig.lib`.
      atPath =
        path:
        let
          names = lib.splitString "." path;
        in
        {
          path = (lib.foldl' (set: name: set.${name}) pkgs names).outPath;
          expression = "final.pkgs." + lib.concatMapStringsSep "." builtins.toJSON names;
        };
      isOther = name: _: !(lib.elem name names) || lib.elem name closure;
      # Without the extras and groups that exclude selected ones.
      available = lib.filterAttrs (_: needed: succeeds (builtins.isAttrs needed));
      attributesOf = package: {
        attributes = package.drvAttrs;
        src = describeSource (package.src or null);
        folder = if package ? src.origin then package.src.url else null;
        passthru = {
          inherit (package.passthru) dependencies;
          optional-dependencies = available package.passthru.optional-dependencies;
          dependency-groups = available package.passthru.dependency-groups;
        };
      };

      pathsOf = map (tool: tool.outPath);
      isUsable = { tools, ... }: succeeds (builtins.deepSeq tools null) && tools != [ ];
      isKnown = requirements: lib.all (name: pythonSet ? ${name}) (lib.attrNames requirements);
      resolved = requirements: {
        inherit requirements;
        tools = pathsOf (pythonSet.resolveBuildSystem requirements);
      };
      listed = builtins.fromJSON buildRequirements;
      listsOf = name: lib.filter isUsable (map resolved (lib.filter isKnown listed.${name} or [ ]));

      ofLocks =
        attribute:
        lib.foldl' (all: some: all // some) { } (lib.attrValues (pythonSet.${attribute} or { }));
      builds = lib.filterAttrs (_: tool: succeeds tool.outPath) (ofLocks "uvnixBuildPackages");
      environments = lib.attrValues (ofLocks "uvnixBuildEnvironments");
      isForHook = lib.any (tool: tool.pname == "libcst");
    in
    {
      inherit specification;
      packages = lib.genAttrs closure (
        name: attributesOf pythonSet.${name} // { lists = listsOf name; }
      );
      # The packages that are locked for builds, and the lists of these: of packages, and of the hook for editable ones.
      builds = lib.mapAttrs (_: attributesOf) builds;
      environments = lib.filter isUsable (map (tools: { tools = pathsOf tools; }) environments);
      hook = lib.optionals (editableRoot != null) (
        pathsOf (lib.findFirst isForHook [ ] environments)
      );
      paths =
        lib.mapAttrsToList (expression "final") (builds // lib.filterAttrs isOther pythonSet)
        ++ lib.mapAttrsToList (expression "final.pkgs") pkgs
        ++ map atPath (builtins.fromJSON arguments.morePackages or "[ ]")
        ++ lib.mapAttrsToList (
          name: libraries: expression "manylinux" name (lib.head libraries)
        ) pkgs.pythonManylinuxPackages;
    };
in
{
  inherit
    pkgs
    pythonSet
    workspace
    specification
    names
    closure
    venv
    written
    ;
  venvDrvPath = venv.drvPath;
  packages = lib.genAttrs closure describe;
  versions = lib.genAttrs closure (name: pythonSet.${name}.version or null);
}
