# What a package needs when it runs: libraries that it opens by name, and programs that it calls. The libraries
# are found through a module of Python, not through variables, which all child processes would inherit.
{
  inherit (builtins)
    concatStringsSep
    filter
    foldl'
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

  neededAtRuntime =
    name: settings: isBuilt: attributes:
    let
      # What the package is installed from; null if it is built.
      wheel = if isBuilt then null else attributes.src;
      # A wheel that there is not throws.
      isPure = builtins.tryEval (match ".*-any[.]whl" (wheel.name or (baseNameOf wheel)) != null);
      isPlatformWheel = wheel != null && isPure.success && !isPure.value;

      libraries = filter (group: !(group ? in-wheels && isPlatformWheel)) (
        settings.runtime-libraries or [ ]
      );
      opened = found libraries;
      called = found (map (from: { inherit from; }) (settings.runtime-programs or [ ]));
      present = filter (needed: needed.packages != [ ]);
      folder = group: _: "${output "lib" (head group.packages)}/lib";
      # From each library to its folder.
      folders = foldl' (all: group: all // lib.genAttrs group.libraries (folder group)) { } (
        present opened
      );
      programs = map (program: output "bin" (head program.packages)) (present called);

      withPrograms = passthru: passthru // { runtimePrograms = programs; };
      # Its own `passthru` is that of copies.
      given = attributes.passthru or { };

      # Printed in the build, not thrown: the package may work without it.
      warning =
        needed: what: setting:
        lib.optionalString (needed.packages == [ ]) (
          message "missing_at_run_time" ''
            ${name} needs ${what} when it runs, but nixpkgs has no ${concatStringsSep " or " needed.from}.
            Name the attribute that has it: [tool.uvnix.packages.${name}] ${setting}
            If the package works without it, remove it from this setting, or set the setting to false.''
          + "\n"
        );
      ofLibraries =
        group:
        warning group (concatStringsSep ", " group.libraries)
          "runtime-libraries = { \"${head group.libraries}\" = \"…\" }";
      ofProgram = program: warning program "a program" "runtime-programs = [ \"…\" ]";
      warnings = lib.concatMapStrings ofLibraries opened + lib.concatMapStrings ofProgram called;

      install = lib.optionalString (folders != { }) ''
        mkdir -p "$out/${final.python.sitePackages}"
        printf '%s' "$uvnixLibraryFinder" >"$out/${final.python.sitePackages}/uvnix_libraries.py"
        printf '%s\n' "$uvnixRuntimeLibraries" >"$out/${final.python.sitePackages}/uvnix-${name}.pth"
      '';
    in
    lib.optionalAttrs (folders != { } || warnings != "") {
      preFixupPhases = attributes.preFixupPhases or [ ] ++ [ "uvnixRuntimePhase" ];
      uvnixRuntimeWarnings = warnings;
      uvnixRuntimePhase = "printf '%s' \"$uvnixRuntimeWarnings\" >&2\n" + install;
    }
    // lib.optionalAttrs (folders != { }) {
      uvnixLibraryFinder = finder;
      uvnixRuntimeLibraries = "import uvnix_libraries; uvnix_libraries.add(${builtins.toJSON folders})";
      # Modules of a wheel may open them too, without Python.
      ${if isPlatformWheel && kernel == "linux" then "appendRunpaths" else null} =
        builtins.attrValues folders;
    }
    // lib.optionalAttrs (settings ? runtime-programs) {
      # Applications collect them. nixpkgs wraps programs with the PATH of what packages propagate.
      passthru = withPrograms (
        given // mapAttrs (_: withPrograms) (intersectAttrs { passthru = null; } given)
      );
      # In nixpkgs' own Python sets, packages say how they are built.
      ${if attributes ? format || attributes ? pyproject then "propagatedBuildInputs" else null} =
        attributes.propagatedBuildInputs or [ ] ++ programs;
    };
}
