//! The parts of the functions, with the data that need them.

use super::attributes::Attribute;
use crate::project::settings::Backend;
use Attribute::{File, FileWithout, Member, NoPackage, NoTop, Package, Setting, Step, Top};

/// What sees a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// All functions.
    File,
    /// Those of one package set.
    Set,
}

/// A part of the functions.
pub(super) struct Part {
    pub text: &'static str,
    pub scope: Scope,
    /// The only backend that has it; `None`: both.
    pub backend: Option<Backend>,
    /// The attributes that need it, any of them; none: every file needs it.
    pub needed_by: &'static [Attribute],
    /// What other parts may name of it, with the bindings that take its place in a file that does not need it.
    pub otherwise: &'static [(&'static str, &'static str)],
}

/// A part of both backends, or of one.
macro_rules! part {
    ($name:literal, $scope:expr, $backend:expr, $needed_by:expr, $otherwise:expr) => {
        Part {
            text: include_str!(concat!("../../nix/builders/", $name, ".nix")),
            scope: $scope,
            backend: $backend,
            needed_by: &$needed_by,
            otherwise: &$otherwise,
        }
    };
}

pub(super) const MESSAGES: Part = part!("messages", Scope::File, None, [], []);

/// The function that imports the parts from a file of several projects.
pub(super) const IMPORTED: Part = part!("imported", Scope::File, None, [], []);

const PYPROJECT_NIX: Option<Backend> = Some(Backend::PyprojectNix);
const NIXPKGS: Option<Backend> = Some(Backend::Nixpkgs);

/// What a build needs that is not a wheel.
const BUILT: [Attribute; 3] = [Package("folder"), Package("git"), Package("sdist")];

/// The attributes of facts that hold in some environments only.
const CONDITIONS: [Attribute; 7] = [
    Top("varying"),
    Top("conflicts"),
    Member("refused-groups"),
    Package("conditional"),
    Package("environments"),
    Package("places"),
    Package("when"),
];

/// Those of a file.
pub(super) const FILE: [Part; 12] = [
    MESSAGES,
    part!("other-repository", Scope::File, None, [NoTop("root")], [("lock", "lock = data;")]),
    part!("overlay", Scope::File, PYPROJECT_NIX, [], []),
    part!("editable-overlay", Scope::File, PYPROJECT_NIX, [Package("folder")], []),
    part!("not-editable", Scope::File, PYPROJECT_NIX, [NoPackage("folder")], []),
    part!("overrides", Scope::File, NIXPKGS, [], []),
    part!("arguments", Scope::File, None, [], []),
    part!("config", Scope::File, None, [], []),
    part!(
        "project",
        Scope::File,
        None,
        [Top("members")],
        [("known", "known = _: true;"), ("deps", "deps.default = { };")]
    ),
    part!("script", Scope::File, None, [Top("script")], []),
    part!("script-overlay", Scope::File, PYPROJECT_NIX, [Top("script")], []),
    part!("script-overrides", Scope::File, NIXPKGS, [Top("script")], []),
];

/// Those of one package set.
pub(super) const SET: [Part; 48] = [
    part!("environment", Scope::Set, None, [], []),
    part!(
        "splits",
        Scope::Set,
        None,
        [Top("parts")],
        [("interpreter", "interpreter = minor;"), ("otherRelease", "otherRelease = \"\";")]
    ),
    part!(
        "conditions",
        Scope::Set,
        None,
        CONDITIONS,
        [
            ("fits", "fits = _: true;"),
            ("settle", "settle = data: data;"),
            ("fitting", "fitting = lock.packages;")
        ]
    ),
    part!(
        "conflicts",
        Scope::Set,
        None,
        [Top("conflicts")],
        [("literals", "literals = { };"), ("unselected", "unselected = [ ];")]
    ),
    part!(
        "limited-groups",
        Scope::Set,
        None,
        [Member("refused-groups")],
        [("limited", "limited = [ ];")]
    ),
    part!(
        "refusals",
        Scope::Set,
        None,
        [Top("conflicts"), Member("refused-groups")],
        [("selected", "selected = fitting;")]
    ),
    part!("script-dependencies", Scope::Set, None, [Top("script")], []),
    part!("packages", Scope::Set, None, [], []),
    part!(
        "collisions",
        Scope::Set,
        PYPROJECT_NIX,
        [Top("ignored-collisions")],
        [("ofEnvironments", "ofEnvironments = { };")]
    ),
    // One package.
    part!("package", Scope::Set, PYPROJECT_NIX, [], []),
    part!("changes", Scope::Set, PYPROJECT_NIX, [], []),
    part!("modules", Scope::Set, NIXPKGS, [], []),
    part!("needed", Scope::Set, NIXPKGS, [], []),
    part!(
        "virtual",
        Scope::Set,
        PYPROJECT_NIX,
        [Package("virtual")],
        [("virtual", "virtual = null;")]
    ),
    part!(
        "folder",
        Scope::Set,
        None,
        [Package("folder")],
        [("localSource", "localSource = null;")]
    ),
    part!(
        "made-modules",
        Scope::Set,
        PYPROJECT_NIX,
        [Package("makes-modules")],
        [("madeModules", "madeModules = null;")]
    ),
    part!(
        "local",
        Scope::Set,
        PYPROJECT_NIX,
        [Package("folder")],
        [("ofFolder", "ofFolder = null;")]
    ),
    part!(
        "sources",
        Scope::Set,
        None,
        [Package("git"), Package("sdist")],
        [("sourceOfPackage", "sourceOfPackage = null;")]
    ),
    part!(
        "built-sources",
        Scope::Set,
        PYPROJECT_NIX,
        [Package("git"), Package("sdist")],
        [("ofSource", "ofSource = null;")]
    ),
    // Files.
    part!("tools", Scope::Set, None, [], []),
    part!(
        "fetch",
        Scope::Set,
        None,
        [
            File("archive"),
            File("filename"),
            File("index"),
            File("path"),
            File("refused"),
            FileWithout("hash"),
        ],
        [("fetch", "fetch = tools.fetchurl;")]
    ),
    part!("renamed", Scope::Set, None, [File("filename")], [("renamed", "renamed = null;")]),
    part!("local-files", Scope::Set, None, [File("path")], [("localFile", "localFile = null;")]),
    part!("store-name", Scope::Set, None, [File("filename"), File("path")], []),
    part!(
        "git",
        Scope::Set,
        None,
        [Package("git"), File("repository")],
        [("gitSource", "gitSource = null;")]
    ),
    part!(
        "credentials",
        Scope::Set,
        None,
        [Top("indexes")],
        [("credentials", "credentials = { };")]
    ),
    part!(
        "escaped",
        Scope::Set,
        None,
        [Top("indexes"), Package("subdirectory")],
        [("escaped", "escaped = null;")]
    ),
    // Builds.
    part!("build", Scope::Set, PYPROJECT_NIX, BUILT, []),
    part!(
        "unknown-tools",
        Scope::Set,
        PYPROJECT_NIX,
        [Attribute::UnknownBuild],
        [("unknownTools", "unknownTools = null;")]
    ),
    part!(
        "tools-of-set",
        Scope::Set,
        PYPROJECT_NIX,
        [Package("build-system"), Package("editable-build-system")],
        [("toolsFromSet", "toolsFromSet = null;"), ("extrasOf", "extrasOf = _: extras: extras;")]
    ),
    part!(
        "locked-builds",
        Scope::Set,
        PYPROJECT_NIX,
        [Top("build-environments")],
        [("ofBuilds", "ofBuilds = { };"), ("lockedTools", "lockedTools = null;")]
    ),
    part!("build-systems", Scope::Set, PYPROJECT_NIX, [Top("build-environments")], []),
    part!(
        "phases",
        Scope::Set,
        None,
        [Package("build-environment"), Package("prepare")],
        [("preparation", "preparation = _: { };")]
    ),
    part!("phases/cmake", Scope::Set, None, [Step("cmake")], []),
    part!("phases/files", Scope::Set, None, [Step("files")], []),
    part!("phases/metadata", Scope::Set, None, [Step("metadata")], []),
    part!("phases/path-files", Scope::Set, PYPROJECT_NIX, [Package("build-environment")], []),
    part!("phases/uv-build", Scope::Set, PYPROJECT_NIX, [Step("uv-build")], []),
    part!("phases/versioneer", Scope::Set, None, [Step("versioneer")], []),
    // Settings of packages, and their needs besides Python.
    part!(
        "settings",
        Scope::Set,
        None,
        [Package("settings")],
        [("adjusted", "adjusted =\n  _: _: attributes:\n  attributes;")]
    ),
    part!(
        "nixpkgs-paths",
        Scope::Set,
        None,
        [Setting("build-inputs"), Setting("native-build-inputs"), Setting("nixpkgs")],
        [("packageAt", "packageAt = _: _: null;")]
    ),
    part!(
        "prebuilt",
        Scope::Set,
        PYPROJECT_NIX,
        [Setting("nixpkgs")],
        [("prebuilt", "prebuilt = null;")]
    ),
    part!(
        "libraries",
        Scope::Set,
        None,
        [
            Setting("libraries"),
            Setting("links-python"),
            Setting("missing-libraries"),
            Setting("siblings"),
        ],
        [("wheelLibraries", "wheelLibraries = _: _: { };")]
    ),
    part!(
        "runtime",
        Scope::Set,
        None,
        [Setting("runtime-libraries"), Setting("runtime-programs")],
        [("neededAtRuntime", "neededAtRuntime = null;")]
    ),
    part!(
        "found",
        Scope::Set,
        None,
        [Setting("libraries"), Setting("runtime-libraries"), Setting("runtime-programs")],
        []
    ),
    part!(
        "config-settings",
        Scope::Set,
        None,
        [Setting("config-settings")],
        [("tellBackend", "tellBackend = null;")]
    ),
    part!("rust", Scope::Set, None, [Setting("cargo-lock")], [("cratesOf", "cratesOf = null;")]),
    part!("recipe", Scope::Set, None, [Setting("recipe")], [("lentBy", "lentBy = null;")]),
];
