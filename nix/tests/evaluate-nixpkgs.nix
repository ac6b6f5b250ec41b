# Evaluates a uv.nix of `lock2nix --backend nixpkgs` for one interpreter and one system, on the stand-in.
{
  # A generated file, as an absolute path.
  uvNix,
  # A dependency specification as JSON, or a name in `deps`.
  spec ? null,
  # null: the default of uv.nix.
  sourcePreference ? null,
  # The other arguments are those of ./stand-in.
  ...
}@arguments:
let
  standIn = import ./stand-in (
    removeAttrs arguments [
      "uvNix"
      "spec"
      "sourcePreference"
    ]
  );
  inherit (standIn) lib pkgs;

  workspace = import (/. + uvNix);
  # The lock of a script has one environment and no members.
  isScript = workspace ? dependencies;

  specification =
    if spec == null then
      workspace.deps.all
    else if lib.hasPrefix "{" spec then
      builtins.fromJSON spec
    else
      workspace.deps.${spec};

  python = pkgs.python.override {
    self = python;
    packageOverrides = workspace.mkPackageOverrides (
      lib.optionalAttrs (sourcePreference != null) { inherit sourcePreference; }
      // lib.optionalAttrs (!isScript) { dependencies = specification; }
    );
  };

  environment = python.withPackages (
    if isScript then workspace.dependencies else workspace.dependenciesOf specification
  );

  versionsOf =
    modules:
    lib.listToAttrs (
      map (module: lib.nameValuePair module.pname module.version) (
        lib.filter (module: module ? format) modules
      )
    );

  # Packages and what they propagate, with their versions.
  reached =
    inputs:
    let
      node = input: {
        key = input.name;
        inherit input;
      };
      all = builtins.genericClosure {
        startSet = map node inputs;
        operator = { input, ... }: map node input.drvAttrs.propagatedBuildInputs;
      };
    in
    map (found: "${found.input.pname}-${found.input.version}") (
      lib.filter (found: found.input ? pythonModule && found.input.pname or null != null) all
    );

  describe = module: {
    inherit (module) drvPath format version;
    dependencies = map (other: other.pname) module.dependencies;
    build-system = map (other: other.pname) module.build-system;
  };
in
{
  inherit
    pkgs
    python
    workspace
    environment
    ;
  modules = python.pkgs;
  versions = versionsOf environment.modules;
  packages = lib.listToAttrs (
    map (module: lib.nameValuePair module.pname (describe module)) (
      lib.filter (module: module ? format) environment.modules
    )
  );
  # The Python packages in the build of a package, in the order of PYTHONPATH: those of the tools and hooks, and
  # those of the dependencies.
  searchPath = lib.mapAttrs (_: module: {
    build = reached module.drvAttrs.nativeBuildInputs;
    host = reached module.drvAttrs.propagatedBuildInputs;
  }) (lib.filterAttrs (_: module: module ? format) python.pkgs);
  toolsOf = lib.mapAttrs (_: module: map (tool: tool.name) module.build-system) (
    lib.filterAttrs (_: module: module ? format) python.pkgs
  );
  # The packages that a package installs by itself.
  closureOf = lib.mapAttrs (_: module: versionsOf ([ module ] ++ module.requiredPythonModules)) (
    lib.filterAttrs (_: module: module ? format) python.pkgs
  );
}
