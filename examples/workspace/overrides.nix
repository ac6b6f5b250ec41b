# Overrides for packages of uv.nix, for changes that pyproject.toml cannot express. Here: hatchling needs
# `editables` to build an editable package, but requests it only during the build.
final: prev: {
  notes-store = prev.notes-store.overrideAttrs (old: {
    nativeBuildInputs = old.nativeBuildInputs ++ final.resolveBuildSystem { editables = [ ]; };
  });
}
