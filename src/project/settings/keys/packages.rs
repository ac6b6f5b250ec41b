//! The keys of `[tool.uvnix.packages.<name>]`.

use super::super::requirement::REQUIREMENTS;
use super::super::value::names;
use super::super::word::{MISSING, SOURCES};
use super::{ATTRIBUTE, FLAG, Key, Kind, PACKAGE_NAME, PATTERN, STRING, Section};

const ATTRIBUTES: &str =
    "a list of attributes of nixpkgs, such as `[\"openssl\", \"stdenv.cc.cc.lib\"]`";
const GLOBS: &str = "a list of patterns, such as `[\"data/**\", \"*.pyx\"]`";
const DEPENDENCIES: &str = "a list of packages, such as `[\"numpy\"]`, or `true` for all";
const BY_NAME: Kind = Kind::Or(&[Kind::Table(&ATTRIBUTE), Kind::Flag]);

/// The keys of `[tool.uvnix.packages.<name>]`.
pub static PACKAGE: Section = Section {
    name: "packages",
    path: "tool.uvnix.packages.<name>",
    keys: &[
        BUILD_SYSTEM,
        SOURCE,
        BUILD_INPUTS,
        NATIVE_BUILD_INPUTS,
        ENV,
        IGNORE_MISSING_LIBRARIES,
        LIBRARIES,
        MISSING_LIBRARIES,
        CUDA,
        SOURCE_INCLUDE,
        SOURCE_EXCLUDE,
        NIXPKGS,
        CARGO_LOCK,
        NATIVE_INPUTS,
        RUNTIME_LIBRARIES,
        RUNTIME_PROGRAMS,
        RELAX_DEPENDENCIES,
        REMOVE_DEPENDENCIES,
        IMPORTS_CHECK,
    ],
};

pub(in crate::project::settings) const BUILD_SYSTEM: Key = Key {
    name: "build-system",
    kind: Kind::List(&Kind::Text("requirement", "requirements")),
    form: REQUIREMENTS,
    default: "looked up",
    example: "[\"setuptools\", \"cython>=3\"]",
    effect: "the build requirements",
};

pub(in crate::project::settings) const SOURCE: Key = Key {
    name: "source",
    kind: Kind::Word(const { &names(&SOURCES) }),
    form: "`\"wheel\"` or `\"sdist\"`",
    default: "`sourcePreference`",
    example: "\"sdist\"",
    effect: "which file to install; wins over `sourcePreference`",
};

pub(in crate::project::settings) const BUILD_INPUTS: Key = Key {
    name: "build-inputs",
    kind: Kind::List(&ATTRIBUTE),
    form: ATTRIBUTES,
    default: "`[]`",
    example: "[\"openssl\", \"stdenv.cc.cc.lib\"]",
    effect: "attributes of nixpkgs that the build links against",
};

pub(in crate::project::settings) const NATIVE_BUILD_INPUTS: Key = Key {
    name: "native-build-inputs",
    kind: Kind::List(&ATTRIBUTE),
    form: ATTRIBUTES,
    default: "`[]`",
    example: "[\"pkg-config\"]",
    effect: "attributes of nixpkgs that run during the build",
};

pub(in crate::project::settings) const ENV: Key = Key {
    name: "env",
    kind: Kind::Table(&STRING),
    form: "",
    default: "`{}`",
    example: "{ CFLAGS = \"-O2\" }",
    effect: "environment variables of the build. Names that Nix or `mkDerivation` interpret, such as `outputHash` and `doCheck`, are errors",
};

pub(in crate::project::settings) const IGNORE_MISSING_LIBRARIES: Key = Key {
    name: "ignore-missing-libraries",
    kind: Kind::Or(&[Kind::List(&PATTERN), Kind::Flag]),
    form: "a list such as `[\"libcuda.so.1\"]`, or `true` for all",
    default: "`[]`",
    example: "[\"libcuda.so.1\"]",
    effect: "libraries that a wheel may lack: names, patterns, or `true` for all",
};

pub(in crate::project::settings) const LIBRARIES: Key = Key {
    name: "libraries",
    kind: BY_NAME,
    form: "`false`, or a table of libraries with their attributes in nixpkgs: `{ \"libxcb.so.1\" = \"libxcb\" }`",
    default: "found",
    example: "{ \"libxcb.so.1\" = \"libxcb\" }",
    effect: "the attributes of nixpkgs that have libraries which its wheels need; or `false`: do not add any libraries. See [native libraries](../howto/native.md)",
};

pub(in crate::project::settings) const MISSING_LIBRARIES: Key = Key {
    name: "missing-libraries",
    kind: Kind::Word(const { &names(&MISSING) }),
    form: "`\"allow\"` or `\"fail\"`",
    default: "`\"allow\"`",
    example: "\"fail\"",
    effect: "whether its wheels may lack libraries that nobody provides, or their build fails",
};

pub(in crate::project::settings) const CUDA: Key = Key {
    name: "cuda",
    kind: Kind::Flag,
    form: FLAG,
    default: "found",
    example: "false",
    effect: "whether its wheels use CUDA. See [CUDA](../howto/cuda.md)",
};

pub(in crate::project::settings) const SOURCE_INCLUDE: Key = Key {
    name: "source-include",
    kind: Kind::List(&PATTERN),
    form: GLOBS,
    default: "`[]`",
    example: "[\"data/**\", \"*.pyx\"]",
    effect: "patterns of files to add to the source of a [local package](../howto/local-packages.md#files-in-the-source); a pattern has at most four wildcards, and a name at most three",
};

pub(in crate::project::settings) const SOURCE_EXCLUDE: Key = Key {
    name: "source-exclude",
    kind: Kind::List(&PATTERN),
    form: GLOBS,
    default: "`[]`",
    example: "[\"docs/**\"]",
    effect: "patterns of files to exclude from this source",
};

pub(in crate::project::settings) const NIXPKGS: Key = Key {
    name: "nixpkgs",
    kind: ATTRIBUTE,
    form: "an attribute of nixpkgs' Python set, such as `\"torch-bin\"`",
    default: "none",
    example: "\"torch-bin\"",
    effect: "the package of nixpkgs' Python set to use in place of the locked one",
};

pub(in crate::project::settings) const CARGO_LOCK: Key = Key {
    name: "cargo-lock",
    kind: Kind::Or(&[Kind::Text("path", "paths"), Kind::Flag]),
    form: "`true`, `false`, or the path of the file in the package's source: `\"rust/Cargo.lock\"`",
    default: "found",
    example: "\"rust/Cargo.lock\"",
    effect: "the lock file of the Rust dependencies, as a path in the source; `true` for `Cargo.lock` at the top; `false`: none. By default, uvnix [finds it](../howto/native.md#rust). `uvnix.lock` stores a copy, so evaluation builds nothing",
};

pub(in crate::project::settings) const NATIVE_INPUTS: Key = Key {
    name: "native-inputs",
    kind: Kind::Or(&[ATTRIBUTE, Kind::Off]),
    form: "`\"nixpkgs\"`, `false`, or an attribute of nixpkgs' Python set, such as `\"pygobject3\"`",
    default: "`\"nixpkgs\"` for sdists of an index with native code",
    example: "\"pygobject3\"",
    effect: "the recipe of nixpkgs whose libraries, tools and variables the build uses: `\"nixpkgs\"` for the one of the same name, or an attribute of nixpkgs' Python set; `false`: none. See [C and C++](../howto/native.md#c-and-c)",
};

pub(in crate::project::settings) const RUNTIME_LIBRARIES: Key = Key {
    name: "runtime-libraries",
    kind: BY_NAME,
    form: "`false`, or a table of libraries with their attributes in nixpkgs: `{ \"libmagic.so.1\" = \"file\" }`",
    default: "those that uvnix knows",
    example: "{ \"libmagic.so.1\" = \"file\" }",
    effect: "the attributes of nixpkgs that have libraries which the package opens by name when it runs; or `false`: none, also if uvnix knows some. See [at run time](../howto/native.md#at-run-time)",
};

pub(in crate::project::settings) const RUNTIME_PROGRAMS: Key = Key {
    name: "runtime-programs",
    kind: Kind::Or(&[Kind::List(&ATTRIBUTE), Kind::Flag]),
    form: "`false`, or a list of attributes of nixpkgs: `[\"git\"]`",
    default: "those that uvnix knows",
    example: "[\"git\"]",
    effect: "attributes of nixpkgs with programs that the package calls; or `false`: none. They replace those that uvnix knows",
};

pub(in crate::project::settings) const RELAX_DEPENDENCIES: Key = Key {
    name: "relax-dependencies",
    kind: Kind::Or(&[Kind::List(&PACKAGE_NAME), Kind::Flag]),
    form: DEPENDENCIES,
    default: "`[]`",
    example: "[\"numpy\"]",
    effect: "accept any version of these dependencies, or `true`: of all; only for the [nixpkgs backend](../howto/nixpkgs-backend.md)",
};

pub(in crate::project::settings) const REMOVE_DEPENDENCIES: Key = Key {
    name: "remove-dependencies",
    kind: Kind::Or(&[Kind::List(&PACKAGE_NAME), Kind::Flag]),
    form: DEPENDENCIES,
    default: "`[]`",
    example: "[\"numpy\"]",
    effect: "remove these dependencies, or `true`: all; only for the nixpkgs backend",
};

pub(in crate::project::settings) const IMPORTS_CHECK: Key = Key {
    name: "imports-check",
    kind: Kind::List(&Kind::Text("module", "modules")),
    form: "a list of modules, such as `[\"yaml\", \"yaml.nodes\"]`",
    default: "`[]`",
    example: "[\"yaml\"]",
    effect: "modules that the built package must be able to import; only for the nixpkgs backend",
};
