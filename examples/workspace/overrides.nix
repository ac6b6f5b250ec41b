# What neither uv.lock nor a pyproject.toml says. An override of a package of uv.nix looks like this
# one: hatchling needs `editables` to build an editable package, and asks for it at build time only.
final: prev: {
  notes-store = prev.notes-store.overrideAttrs (old: {
    nativeBuildInputs = old.nativeBuildInputs ++ final.resolveBuildSystem { editables = [ ]; };
  });
}
