# The environments of one generated file on one interpreter, for all given systems and selections.
#
# All arguments are strings: `systems`, `selections` and `files` are JSON. `files` names the packages whose file
# to report. `shared`: all selections use one package set (the lock declares no conflicts). `peers`: a folder with
# checkouts of pyproject.nix and nixpkgs.lib, which replace the stand-in.
{
  uvNix,
  python,
  pythonFullVersion,
  systems,
  selections,
  files,
  shared,
  peers ? "",
  # For `explanation`: one system, one selection and, if not empty, one package.
  system ? "",
  selection ? "",
  package ? "",
}:
let
  inherit (builtins)
    attrNames
    concatMap
    deepSeq
    filter
    fromJSON
    hasAttr
    head
    isAttrs
    listToAttrs
    mapAttrs
    match
    tryEval
    ;

  workspace = import (/. + uvNix);
  isScript = !(workspace ? mkPyprojectOverlay);
  wanted = fromJSON selections;
  genAttrs = names: genAttrs' names (name: name);
  genAttrs' =
    names: rename: make:
    listToAttrs (
      map (name: {
        name = rename name;
        value = make name;
      }) names
    );
  # A member has the attribute `lib_` if the set itself uses its name, such as `lib`.
  attributeOf = name: if (workspace.members or { }) ? "${name}_" then "${name}_" else name;
  withFile = genAttrs (fromJSON files) (_: null);

  # null: evaluation fails.
  attempt =
    value:
    let
      tried = tryEval (deepSeq value value);
    in
    if tried.success then tried.value else null;

  onSystem =
    system:
    let
      musl = match "(.*)-musl" system;
      standIn = import ../../nix/tests/stand-in {
        inherit python pythonFullVersion;
        system = if musl == null then system else head musl;
        libc = if musl == null then "glibc" else "musl";
      };

      real = rec {
        lib = import (/. + "${peers}/nixpkgs.lib/lib");
        pyproject = import (/. + "${peers}/pyproject.nix") { inherit lib; };
        # callPackage looks for the tools of a set among its packages.
        pkgs = standIn.pkgs // {
          inherit lib;
        };
        pythonSet =
          (lib.callPackageWith (
            pkgs // { newScope = scope: lib.callPackageWith (pkgs // scope); }
          ) pyproject.build.packages { inherit (standIn.pkgs) python; }).overrideScope
            standIn.buildSystems;
        resolve = pyproject.build.lib.resolvers.resolveCyclic;
      };
      isReal = peers != "";
      base = if isReal then real.pythonSet else standIn.pythonSet;
      resolve =
        if isReal then
          real.resolve
        else
          set: (import ../../nix/tests/stand-in/resolve.nix { inherit (standIn) lib; } set).cyclic;

      specificationOf =
        selection:
        if selection.specification != null then
          genAttrs' (attrNames selection.specification) attributeOf (name: selection.specification.${name})
        else if selection.member != null then
          {
            ${attributeOf selection.member} = workspace.deps.${selection.deps}.${attributeOf selection.member};
          }
        else
          workspace.deps.${selection.deps};
      setFor =
        dependencies:
        base.overrideScope (
          if isScript then
            workspace.mkOverlay { }
          else
            workspace.mkPyprojectOverlay (if dependencies == null then { } else { inherit dependencies; })
        );
      sharedSet = setFor null;
      isShared = isScript || shared == "true";

      evaluated = mapAttrs (
        _: selection:
        let
          # The environment of a script lists its packages itself.
          specification =
            if isScript then
              workspace.mkVirtualEnv {
                pythonSet = set // {
                  mkVirtualEnv = _: found: found;
                };
              }
            else
              specificationOf selection;
          set = if isShared then sharedSet else setFor specification;
        in
        {
          inherit set;
          closure = resolve set specification;
        }
      ) wanted;

      fileOf =
        package:
        let
          inherit (package) src;
        in
        if isAttrs src && src ? outputHash then
          {
            place = src.url;
            hash = src.outputHash;
          }
        else
          {
            place = toString (src.outPath or src);
            hash = null;
          };
      describe =
        set: name:
        {
          version = (set.${name}).version or null;
        }
        // (if hasAttr name withFile then { file = attempt (fileOf set.${name}); } else { });

      cells = mapAttrs (
        _: one:
        attempt {
          inherit (one) closure;
          packages = if isShared then null else genAttrs one.closure (describe one.set);
        }
      ) evaluated;
      reached = concatMap (label: cells.${label}.closure) (
        filter (label: cells.${label} != null) (attrNames cells)
      );
    in
    {
      inherit cells evaluated;
      packages = if isShared then genAttrs reached (describe sharedSet) else { };
      source = label: name: fileOf evaluated.${label}.set.${name};
    };
in
{
  cells = genAttrs (fromJSON systems) (system: {
    inherit (onSystem system) cells packages;
  });
  # Fails with the message that users see.
  explanation =
    let
      one = onSystem system;
      inherit (one.evaluated.${selection}) closure set;
    in
    if package == "" then
      genAttrs closure (name: (set.${name}).version or null)
    else
      one.source selection package;
}
