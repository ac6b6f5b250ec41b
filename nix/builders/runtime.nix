# What a package needs when it runs: libraries that it opens by name, and programs that it calls. The libraries
# are found through a module of Python, not through variables, which all child processes would inherit.
{
  inherit (builtins)
    catAttrs
    concatLists
    concatMap
    concatStringsSep
    filter
    head
    intersectAttrs
    mapAttrs
    match
    ;

  # The output of a package with a kind of files, unless the path names an output.
  output =
    kind: package:
    if package.outputSpecified or false then package else package.${kind} or package.out or package;

  # Python imports it at the start, so it imports nothing else then: modules are patched when they are first imported,
  # which most programs never do. `add` is called by each `uvnix-*.pth` next to it, with the folder of each library. A
  # library is found as `magic`, `libmagic.so` or `libmagic.so.1`.
  finder = ''
    """Finds libraries that packages open by name: `add({"libmagic.so.1": "/folder/lib"})`."""
    import os.path
    import sys

    _files = {}

    def add(libraries):
        for library, folder in libraries.items():
            stem, _, version = library.partition(".so")
            if sys.platform == "darwin":
                exact, plain = f"{stem}{version}.dylib", f"{stem}.dylib"
            else:
                exact, plain = library, f"{stem}.so"
            name = stem[3:] if stem.startswith("lib") else stem
            for asked in (exact, stem, name):
                _files.setdefault(asked, []).extend([f"{folder}/{exact}", f"{folder}/{plain}"])
            if plain != exact:
                _files.setdefault(plain, []).extend([f"{folder}/{plain}", f"{folder}/{exact}"])

    def _path(name):
        return next(filter(os.path.exists, _files.get(name, ())), None)

    def _patch_ctypes(ctypes):
        load = ctypes.CDLL.__init__

        def __init__(self, name, *arguments, **options):
            is_file = isinstance(name, str) and (".so" in name or ".dylib" in name)
            load(self, is_file and _path(name) or name, *arguments, **options)

        ctypes.CDLL.__init__ = __init__

    def _patch_util(util):
        find = util.find_library
        util.find_library = lambda name: _path(name) or find(name)

    _patches = {"ctypes": _patch_ctypes, "ctypes.util": _patch_util}

    class _Finder:
        @classmethod
        def find_spec(cls, name, path=None, target=None):
            if name not in _patches:
                return None
            specs = (it.find_spec(name, path, target) for it in sys.meta_path if it is not cls)
            spec = next(filter(None, specs), None)
            if spec is not None and not isinstance(spec.loader, type):
                execute = spec.loader.exec_module
                spec.loader.exec_module = lambda module: (execute(module), _patches[name](module))
            return spec

    for _name in _patches.keys() & sys.modules.keys():
        _patches[_name](sys.modules[_name])
    sys.meta_path.insert(0, _Finder)
  '';

  # Each library with its folder.
  inFolder =
    { libraries, packages, ... }:
    let
      value = "${output "lib" (head packages)}/lib";
    in
    if packages == [ ] then [ ] else map (name: { inherit name value; }) libraries;

  # Printed in the build, not thrown: the package may work without it.
  missingAtRuntime =
    name: needed:
    let
      what = if needed ? libraries then concatStringsSep ", " needed.libraries else "a program";
      setting =
        if needed ? libraries then
          "runtime-libraries = { \"${head needed.libraries}\" = \"…\" }"
        else
          "runtime-programs = [ \"…\" ]";
    in
    if needed.packages != [ ] then
      ""
    else
      message "missing_at_run_time" ''
        ${name} needs ${what} when it runs, but nixpkgs has no ${concatStringsSep " or " needed.from}.
        Name the attribute that has it: [tool.uvnix.packages.${name}] ${setting}
        If the package works without it, remove it from this setting, or set the setting to false.''
      + "\n";

  # The programs are for applications, which collect them. Its own `passthru` is that of copies.
  withPrograms =
    programs: given:
    let
      extended = passthru: passthru // { runtimePrograms = programs; };
    in
    extended (given // mapAttrs (_: extended) (intersectAttrs { passthru = null; } given));

  installFinder = name: ''
    mkdir -p "$out/${final.python.sitePackages}"
    printf '%s' "$uvnixLibraryFinder" >"$out/${final.python.sitePackages}/uvnix_libraries.py"
    printf '%s\n' "$uvnixRuntimeLibraries" >"$out/${final.python.sitePackages}/uvnix-${name}.pth"
  '';

  neededAtRuntime =
    name: settings: isBuilt: attributes:
    let
      # What the package is installed from; null if it is built.
      wheel = if isBuilt then null else attributes.src;
      # A wheel that there is not throws.
      isPure = builtins.tryEval (match ".*-any[.]whl" (wheel.name or (baseNameOf wheel)) != null);
      isPlatformWheel = wheel != null && isPure.success && !isPure.value;

      opened = found (
        filter (group: !(group ? in-wheels && isPlatformWheel)) (settings.runtime-libraries or [ ])
      );
      called = found (map (from: { inherit from; }) (settings.runtime-programs or [ ]));
      folders = builtins.listToAttrs (concatMap inFolder opened);
      programs = map (output "bin") (concatLists (catAttrs "packages" called));
      needed = opened ++ called;
      warnings = if lacks needed then concatStringsSep "" (map (missingAtRuntime name) needed) else "";
      opens = folders != { };
      acts = opens || warnings != "";
      # In nixpkgs' own Python sets, packages say how they are built.
      isOfNixpkgs = attributes ? format || attributes ? pyproject;
    in
    {
      ${if acts then "preFixupPhases" else null} = attributes.preFixupPhases or [ ] ++ [
        "uvnixRuntimePhase"
      ];
      ${if acts then "uvnixRuntimeWarnings" else null} = warnings;
      ${if acts then "uvnixRuntimePhase" else null} =
        "printf '%s' \"$uvnixRuntimeWarnings\" >&2\n" + (if opens then installFinder name else "");
      ${if opens then "uvnixLibraryFinder" else null} = finder;
      ${if opens then "uvnixRuntimeLibraries" else null} =
        "import uvnix_libraries; uvnix_libraries.add(${builtins.toJSON folders})";
      # Modules of a wheel may open them too, without Python.
      ${if opens && isPlatformWheel && kernel == "linux" then "appendRunpaths" else null} =
        builtins.attrValues folders;
      ${if settings ? runtime-programs then "passthru" else null} = withPrograms programs (
        attributes.passthru or { }
      );
      # nixpkgs wraps programs with the PATH of what packages propagate.
      ${if settings ? runtime-programs && isOfNixpkgs then "propagatedBuildInputs" else null} =
        attributes.propagatedBuildInputs or [ ] ++ programs;
    };
}
