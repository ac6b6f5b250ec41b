# One uv.nix, for one interpreter and one system, on the stand-in. Nothing is built by asking for
# `packages`, `versions`, `closure`, `names` or `venvDrvPath`; `venv` is the environment itself.
{
  # A generated file, as an absolute path.
  uvNix,
  # JSON of a dependency specification, or the name of one in `deps`.
  spec ? null,
  # null: what uv.nix chooses.
  sourcePreference ? null,
  # A string such as "$REPO_ROOT": local packages become editable.
  editableRoot ? null,
  # A file with one more overlay, put on after everything else.
  extraOverlay ? null,
  # All others are those of ./stand-in.
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
    ]
  );
  inherit (standIn) lib pkgs;

  workspace = import (/. + uvNix);
  # The lock of a script has one environment, and no members.
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

  names = lib.attrNames (overlay pythonSet standIn.pythonSet);

  closure =
    if isScript then
      names
    else
      (import ./stand-in/resolve.nix { inherit lib; } pythonSet).cyclic specification;

  # A fetched file has an address and a hash; all else is a path.
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
    ;
  venvDrvPath = venv.drvPath;
  packages = lib.genAttrs closure describe;
  versions = lib.genAttrs closure (name: pythonSet.${name}.version or null);
}
