//! The keys of `[tool.uvnix]`.

use super::super::value::names;
use super::super::word::{BACKENDS, LOOKUPS};
use super::{ADDRESS, FLAG, INDEX, Key, Kind, PACKAGE, PACKAGE_NAME, PATTERN, Section};

/// The keys of `[tool.uvnix]`.
pub static TOP: Section = Section {
    name: "uvnix",
    path: "tool.uvnix",
    keys: &[
        BACKEND,
        BUILDERS,
        LOOKUP,
        LOCK_BUILD_SYSTEMS,
        REQUIRED_VERSION,
        ALLOW_OUTSIDE,
        VENV_IGNORE_COLLISIONS,
        BUILD_WHEN_LOCKING,
        ENVIRONMENTS,
        PACKAGES,
        BUILD_PACKAGES,
        INDEXES,
        MIRRORS,
    ],
};

pub(in crate::project::settings) const BACKEND: Key = Key {
    name: "backend",
    kind: Kind::Word(const { &names(&BACKENDS) }),
    form: "`\"pyproject.nix\"` or `\"nixpkgs\"`",
    default: "`\"pyproject.nix\"`",
    example: "\"nixpkgs\"",
    effect: "the builders that use the file: those of pyproject.nix, or [nixpkgs' own Python sets](../howto/nixpkgs-backend.md)",
};

pub(in crate::project::settings) const BUILDERS: Key = Key {
    name: "builders",
    kind: Kind::Text("path", "paths"),
    form: "the path of a Nix file in the same repository, such as `\"../nix/uvnix-builders.nix\"`",
    default: "none",
    example: "\"../nix/uvnix-builders.nix\"",
    effect: "the file with the functions of `uv.nix`, for several projects of one repository: a path from the folder of the lock file. See [one file of functions](../howto/review.md#one-file-of-functions-for-several-projects)",
};

pub(in crate::project::settings) const LOOKUP: Key = Key {
    name: "lookup",
    kind: Kind::Word(const { &names(&LOOKUPS) }),
    form: "`\"needed\"`, `\"all\"`, `\"builds\"` or `\"none\"`",
    default: "`\"needed\"`",
    example: "\"builds\"",
    effect: "which facts to look up that are not in `uv.lock`: those that are needed, `\"all\"` (also those that `sourcePreference = \"sdist\"` needs, and the libraries of all wheels), `\"builds\"` (needed facts, but read no wheels), or `\"none\"`",
};

pub(in crate::project::settings) const LOCK_BUILD_SYSTEMS: Key = Key {
    name: "lock-build-systems",
    kind: Kind::Flag,
    form: FLAG,
    default: "`true`; `false` with `backend = \"nixpkgs\"`",
    example: "false",
    effect: "`false`: do not lock build requirements in `uvnix.lock`; builds take them from the package set. See [build requirements](../explanation/build-systems.md#where-builds-get-their-requirements)",
};

pub(in crate::project::settings) const REQUIRED_VERSION: Key = Key {
    name: "required-version",
    kind: Kind::Text("versions", "versions"),
    form: "versions of uvnix, such as `\">=0.2\"`",
    default: "any version",
    example: "\">=0.1\"",
    effect: "the versions of uvnix that may generate the file. Another version refuses with an error, so that a team generates the same bytes",
};

pub(in crate::project::settings) const ALLOW_OUTSIDE: Key = Key {
    name: "allow-outside",
    kind: Kind::List(&Kind::Text("path", "paths")),
    form: "a list of paths, such as `[\"../shared\"]`",
    default: "`[]`",
    example: "[\"../shared\"]",
    effect: "paths outside of the repository that builds may read. Every user of the machine can read what a build copies to the Nix store, so others are errors. Without a repository, folders next to the project, wheels, and files whose hash is in the lock, only get a warning",
};

pub(in crate::project::settings) const VENV_IGNORE_COLLISIONS: Key = Key {
    name: "venv-ignore-collisions",
    kind: Kind::Or(&[Kind::List(&PATTERN), Kind::Flag]),
    form: "a list of patterns, such as `[\"LICENSE\", \"*/backports/__init__.py\"]`, or `true` for all",
    default: "`[]`",
    example: "[\"*/backports/__init__.py\"]",
    effect: "paths in an environment that several packages may have with different contents, or `true` for all; the environment has the file of one of them. Not for the nixpkgs backend",
};

pub(in crate::project::settings) const BUILD_WHEN_LOCKING: Key = Key {
    name: "build-when-locking",
    kind: Kind::List(&PACKAGE_NAME),
    form: "a list of packages, such as `[\"pycairo\"]`",
    default: "`[]`",
    example: "[\"pycairo\"]",
    effect: "packages that uv may build while uvnix locks build requirements. See [metadata of packages without a wheel](../explanation/build-systems.md#metadata-of-packages-without-a-wheel)",
};

pub(in crate::project::settings) const ENVIRONMENTS: Key = Key {
    name: "environments",
    kind: Kind::Section(&super::ENVIRONMENTS),
    form: "",
    default: "those of nixpkgs",
    example: "{ python = [\"3.12\"] }",
    effect: "[the environments](#tooluvnixenvironments) that the file supports",
};

pub(in crate::project::settings) const PACKAGES: Key = Key {
    name: "packages",
    kind: Kind::Table(&Kind::Section(&PACKAGE)),
    form: "",
    default: "`{}`",
    example: "{ numpy = { source = \"sdist\" } }",
    effect: "[how to build single packages](#tooluvnixpackagesname), by name",
};

pub(in crate::project::settings) const BUILD_PACKAGES: Key = Key {
    name: "build-packages",
    kind: Kind::Table(&Kind::Section(&PACKAGE)),
    form: "",
    default: "`{}`",
    example: "{ maturin = { source = \"sdist\" } }",
    effect: "the same for packages that only builds need. See [build requirements that have to be built](../explanation/build-systems.md#build-requirements-that-have-to-be-built)",
};

pub(in crate::project::settings) const INDEXES: Key = Key {
    name: "indexes",
    kind: Kind::Table(&Kind::Section(&INDEX)),
    form: "",
    default: "`{}`",
    example: "{ corp = { url = \"https://pypi.example/simple\" } }",
    effect: "[settings of single indexes](#tooluvnixindexesname), by name",
};

pub(in crate::project::settings) const MIRRORS: Key = Key {
    name: "mirrors",
    kind: Kind::Table(&ADDRESS),
    form: "",
    default: "`{}`",
    example: "{ \"https://files.example/\" = \"https://mirror.example/files/\" }",
    effect: "[URL prefixes](#tooluvnixmirrors), each with the prefix to download from when generating",
};
