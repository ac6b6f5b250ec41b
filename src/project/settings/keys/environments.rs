//! The keys of `[tool.uvnix.environments]`.

use super::{Key, Kind, STRING, Section};

const VERSION: Kind = Kind::Text("version", "versions");

/// The keys of `[tool.uvnix.environments]`.
pub static ENVIRONMENTS: Section = Section {
    name: "environments",
    path: "tool.uvnix.environments",
    keys: &[PYTHON, SYSTEMS, GLIBC, MUSL, MACOS, MARKERS],
};

pub(in crate::project::settings) const PYTHON: Key = Key {
    name: "python",
    kind: Kind::List(&VERSION),
    form: "a list such as `[\"3.12\", \"3.13t\", \"pypy3.11\"]`",
    default: "every CPython of nixpkgs that `requires-python` allows",
    example: "[\"3.12\", \"3.13t\", \"pypy3.11\"]",
    effect: "the interpreters",
};

pub(in crate::project::settings) const SYSTEMS: Key = Key {
    name: "systems",
    kind: Kind::List(&Kind::Text("system", "systems")),
    form: "a list such as `[\"x86_64-linux\", \"aarch64-darwin\"]`",
    default: "`x86_64-linux`, `aarch64-linux`, `aarch64-darwin`",
    example: "[\"x86_64-linux\", \"x86_64-linux-musl\"]",
    effect: "the systems",
};

pub(in crate::project::settings) const GLIBC: Key = Key {
    name: "glibc",
    kind: VERSION,
    form: "a version such as `\"2.34\"`",
    default: "`\"2.40\"`",
    example: "\"2.35\"",
    effect: "the newest glibc that wheels may require on Linux",
};

pub(in crate::project::settings) const MUSL: Key = Key {
    name: "musl",
    kind: VERSION,
    form: "a version such as `\"1.2\"`",
    default: "`\"1.2\"`",
    example: "\"1.2\"",
    effect: "the newest musl that wheels may require on `-musl` systems",
};

pub(in crate::project::settings) const MACOS: Key = Key {
    name: "macos",
    kind: VERSION,
    form: "a version such as `\"14.0\"`",
    default: "`\"14.0\"`",
    example: "\"13.0\"",
    effect: "the newest macOS that wheels may require",
};

pub(in crate::project::settings) const MARKERS: Key = Key {
    name: "markers",
    kind: Kind::Table(&STRING),
    form: "",
    default: "`{}`",
    example: "{ platform_release = \"24.1.0\" }",
    effect: "marker variables for all environments",
};
