# Evaluates one project with pyproject.nix's own package set: with its uv.nix, and with uv2nix.
#
# All arguments are strings. `answers` are the packages of both for a specification, and their differences; `ours`
# and `theirs` are the packages of one.
{
  # A folder with checkouts of pyproject.nix, uv2nix and nixpkgs.lib.
  peers,
  # The folder of the lock, or the script.
  project,
  # The file that uvnix generated for it.
  uvNix,
  python ? "3.12",
  system ? "x86_64-linux",
  # Empty: the same system.
  crossSystem ? "",
  # JSON of a specification to add to `deps.default`; empty: use `deps.all`.
  chosen ? "",
  sourcePreference ? "wheel",
}:
let
  inherit (builtins)
    attrNames
    deepSeq
    filter
    fromJSON
    isAttrs
    isPath
    listToAttrs
    mapAttrs
    match
    scopedImport
    sort
    toJSON
    tryEval
    ;
  peer = name: /. + "${peers}/${name}";

  lib = import (peer "nixpkgs.lib/lib");
  pyproject = import (peer "pyproject.nix") { inherit lib; };

  # uv2nix fetches git sources during evaluation; this fetcher only records its arguments.
  fetchGit =
    arguments:
    arguments
    // {
      outPath = "/git/${arguments.rev}";
    };
  offline = {
    inherit fetchGit;
    import = scopedImport offline;
    builtins = builtins // {
      inherit fetchGit;
    };
  };
  uv2nix = (scopedImport offline (peer "uv2nix")) {
    inherit lib;
    pyproject-nix = pyproject;
  };

  isScript = match ".*\\.py" project != null;
  theirs =
    if isScript then
      uv2nix.lib.scripts.loadScript { script = /. + project; }
    else
      uv2nix.lib.workspace.loadWorkspace { workspaceRoot = /. + project; };
  ours = scopedImport offline (/. + uvNix);

  standIn = import ../../nix/tests/stand-in {
    inherit python system;
    crossSystem = if crossSystem == "" then null else crossSystem;
  };
  # Packages with the real lib, also for callPackage and in the packages of the build platform.
  withLib =
    pkgs:
    pkgs
    // {
      inherit lib;
      newScope = scope: pkgs.newScope ({ inherit lib; } // scope);
      buildPackages = withLib pkgs.buildPackages;
    };
  pkgs = withLib standIn.pkgs;
  base =
    (lib.callPackageWith pkgs pyproject.build.packages { inherit (pkgs) python; }).overrideScope
      standIn.buildSystems;

  everything =
    workspace:
    if isScript then
      null
    else if chosen == "" then
      workspace.deps.all
    else
      mapAttrs (name: some: lib.unique (some ++ (fromJSON chosen).${name} or [ ])) workspace.deps.default;

  evaluated =
    workspace:
    let
      dependencies = everything workspace;
      pythonSet = base.overrideScope (
        if isScript then
          workspace.mkOverlay { inherit sourcePreference; }
        else
          workspace.mkPyprojectOverlay { inherit sourcePreference dependencies; }
      );
      # The environment of a script lists its packages itself.
      specification =
        if isScript then
          workspace.mkVirtualEnv {
            pythonSet = pythonSet // {
              mkVirtualEnv = _: found: found;
            };
          }
        else
          dependencies;
    in
    {
      inherit pythonSet specification;
      closure = sort (one: other: one < other) (
        lib.unique (pyproject.build.lib.resolvers.resolveCyclic pythonSet specification)
      );
    };

  # null: evaluation fails.
  attempt =
    value:
    let
      tried = tryEval (deepSeq value value);
    in
    if tried.success then tried.value else null;

  fileOf =
    package:
    let
      src = package.src or null;
    in
    if isAttrs src && src ? outputHash then
      {
        place = src.url;
        hash = src.outputHash;
      }
    else if isAttrs src && src ? rev then
      {
        place = src.url;
        hash = src.rev;
      }
    else
      {
        place = toString (src.origin or src.outPath or src);
        hash = null;
      };

  describe = package: {
    version = package.version or null;
    file = attempt (fileOf package);
    drvPath = attempt package.drvPath;
    passthru = mapAttrs (_: attempt) {
      dependencies = package.passthru.dependencies or { };
      optional-dependencies = package.passthru.optional-dependencies or { };
      dependency-groups = package.passthru.dependency-groups or { };
    };
  };
  answer = workspace: {
    inherit (evaluated workspace) closure;
    packages = listToAttrs (
      map (name: {
        inherit name;
        value = describe (evaluated workspace).pythonSet.${name};
      }) (evaluated workspace).closure
    );
    facts = {
      deps = workspace.deps or null;
      # The dependencies of a script; otherwise one of `deps`.
      specification = if isScript then (evaluated workspace).specification else null;
      config = attempt workspace.config;
      name = workspace.name or null;
      requires-python = attempt (workspace.requires-python or null);
    };
  };

  asBuilt = value: if isPath value then "${value}" else toString value;

  # The attributes in which two derivations differ.
  differing =
    one: other:
    let
      both = one.drvAttrs // other.drvAttrs;
      shown =
        drv: name:
        if drv.drvAttrs ? ${name} then toJSON (attempt (asBuilt drv.drvAttrs.${name})) else "nothing";
    in
    filter (name: shown one name != shown other name) (attrNames both);

  ourSet = (evaluated ours).pythonSet;
  theirSet = (evaluated theirs).pythonSet;

  # uv.lock does not contain the build requirements of sdists: uv2nix leaves them to overrides, and uvnix uses
  # setuptools until they are looked up.
  withSetuptools =
    set: name:
    set.${name}.overrideAttrs (old: {
      nativeBuildInputs = old.nativeBuildInputs or [ ] ++ set.resolveBuildSystem { };
    });

  ofCommon =
    make:
    listToAttrs (
      map (name: {
        inherit name;
        value = attempt (make name);
      }) (filter (name: theirSet ? ${name}) (evaluated ours).closure)
    );

  editable =
    workspace: set: set.overrideScope (workspace.mkEditablePyprojectOverlay { root = "$REPO_ROOT"; });
  ourEditableSet = editable ours ourSet;
  theirEditableSet = editable theirs theirSet;
in
{
  ours = answer ours;
  theirs = answer theirs;
  answers = {
    ours = answer ours;
    theirs = answer theirs;
    # The attributes that differ: unchanged; with setuptools added; and of editable packages.
    differing = ofCommon (name: differing ourSet.${name} theirSet.${name});
    built = ofCommon (name: differing ourSet.${name} (withSetuptools theirSet name));
    # In cross compilation: in the set of the build platform.
    onBuilder =
      if crossSystem == "" then
        { }
      else
        ofCommon (name: differing ourSet.pythonPkgsBuildHost.${name} theirSet.pythonPkgsBuildHost.${name});
    editable =
      if isScript then
        { }
      else
        ofCommon (name: differing ourEditableSet.${name} theirEditableSet.${name});
  };
}
