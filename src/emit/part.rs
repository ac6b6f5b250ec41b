//! The parts of the functions, with the data that need them.

use super::attributes::Attribute;
use crate::project::settings::Backend;
use Attribute::{
    BuildExtra, Conditional, File, FileWithout, FromSet, Member, NoPackage, NoTop, Package,
    PlatformTool, Setting, Source, Step, Top, UnknownBuild, Zip,
};

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
    /// Lines of other parts name it.
    pub name: &'static str,
    pub text: &'static str,
    pub scope: Scope,
    /// The only backend that has it; `None`: both.
    pub backend: Option<Backend>,
    /// The attributes that need it, any of them; none: every file needs it.
    pub needed_by: &'static [Attribute],
}

/// A part of both backends, or of one.
macro_rules! part {
    ($name:literal, $scope:expr, $backend:expr, $needed_by:expr) => {
        Part {
            name: $name,
            text: include_str!(concat!("../../nix/builders/", $name, ".nix")),
            scope: $scope,
            backend: $backend,
            needed_by: &$needed_by,
        }
    };
}

pub(super) const MESSAGES: Part = part!("messages", Scope::File, None, []);

/// The function that imports the parts from a file of several projects.
pub(super) const IMPORTED: Part = part!("imported", Scope::File, None, []);

/// The function with the parts of a package set.
pub(super) const WITHIN: Part = part!("within", Scope::File, None, []);

const PYPROJECT_NIX: Option<Backend> = Some(Backend::PyprojectNix);
const NIXPKGS: Option<Backend> = Some(Backend::Nixpkgs);

/// The attributes of facts that hold in some environments only.
const CONDITIONS: [Attribute; 8] = [
    Top("restricted"),
    Top("varying"),
    Top("conflicts"),
    Member("refused-groups"),
    Package("conditional"),
    Package("environments"),
    Package("places"),
    Package("when"),
];

/// What a build needs that is not a wheel.
const BUILT: [Attribute; 3] = [Package("folder"), Package("git"), Package("sdist")];
/// What a package can have that has no wheel, at least for some environment.
const WHEELLESS: [Attribute; 7] = [
    Package("folder"),
    Package("git"),
    Package("refused"),
    Package("rejected"),
    Package("sdist"),
    Package("virtual"),
    PlatformTool,
];
/// What a build needs besides its source and its tools.
const PREPARED: [Attribute; 3] =
    [Package("build-environment"), Package("prepare"), Package("version-variable")];
const SOURCES: [Attribute; 2] = [Package("git"), Package("sdist")];

const FOUND_LIBRARIES: Attribute = Setting("libraries");
const NIXPKGS_PATHS: [Attribute; 3] =
    [Setting("build-inputs"), Setting("native-build-inputs"), Setting("nixpkgs")];
/// What a package needs when it runs.
const RUNTIME: [Attribute; 2] = [Setting("runtime-libraries"), Setting("runtime-programs")];
/// Where the libraries that a package needs come from.
const LIBRARIES: [Attribute; 4] =
    [FOUND_LIBRARIES, Setting("links-python"), Setting("missing-libraries"), Setting("siblings")];
const MISSING_LIBRARIES: [Attribute; 5] =
    union(&[&LIBRARIES, &[Setting("ignore-missing-libraries")]]);
const LIBRARY_INPUTS: [Attribute; 4] =
    [Setting("build-inputs"), FOUND_LIBRARIES, Setting("links-python"), Setting("recipe")];
/// What adds tools to a build.
const BUILD_TOOLS: [Attribute; 3] =
    [Setting("cargo-lock"), Setting("native-build-inputs"), Setting("recipe")];
const VARIABLES: [Attribute; 2] = [Setting("build-env"), Setting("env")];
/// What distinguishes a build from a wheel.
const BY_BUILD: [Attribute; 12] = union(&[
    &LIBRARIES,
    &RUNTIME,
    &VARIABLES,
    &[Setting("build-flags"), Setting("cargo-lock"), Setting("config-settings"), Setting("recipe")],
]);
/// The settings that change attributes which a derivation already has.
const ADJUSTED: [Attribute; 12] = union(&[
    &MISSING_LIBRARIES,
    &BUILD_TOOLS,
    &VARIABLES,
    &[Setting("build-flags"), Setting("build-inputs")],
]);
/// The settings that change the attributes of a derivation.
const SETTINGS: [Attribute; 16] =
    union(&[&ADJUSTED, &RUNTIME, &[Setting("config-settings"), Setting("nixpkgs")]]);

/// All attributes of some lists, which have `N` together.
const fn union<const N: usize>(lists: &[&[Attribute]]) -> [Attribute; N] {
    let mut all = [NoTop("packages"); N];
    let (mut at, mut list) = (0, 0);
    while list < lists.len() {
        let mut item = 0;
        while item < lists[list].len() {
            all[at] = lists[list][item];
            at += 1;
            item += 1;
        }
        list += 1;
    }
    assert!(at == N, "the length is that of all lists");
    all
}

/// Those of a file.
pub(super) const FILE: [Part; 12] = [
    MESSAGES,
    part!("other-repository", Scope::File, None, [NoTop("root")]),
    part!("overlay", Scope::File, PYPROJECT_NIX, []),
    part!("editable-overlay", Scope::File, PYPROJECT_NIX, [Package("folder")]),
    part!("not-editable", Scope::File, PYPROJECT_NIX, [NoPackage("folder")]),
    part!("overrides", Scope::File, NIXPKGS, []),
    part!("fresh", Scope::File, None, []),
    part!("config", Scope::File, None, []),
    part!("project", Scope::File, None, [Top("members")]),
    part!("script", Scope::File, None, [Top("script")]),
    part!("script-overlay", Scope::File, PYPROJECT_NIX, [Top("script")]),
    part!("script-overrides", Scope::File, NIXPKGS, [Top("script")]),
];

/// Those of one package set.
pub(super) const SET: [Part; 49] = [
    part!("environment", Scope::Set, None, []),
    part!("splits", Scope::Set, None, [Top("parts")]),
    part!("conditions", Scope::Set, None, CONDITIONS),
    part!("conflicts", Scope::Set, None, [Top("conflicts")]),
    part!("limited-groups", Scope::Set, None, [Member("refused-groups")]),
    part!("refusals", Scope::Set, None, [Top("conflicts"), Member("refused-groups")]),
    part!("script-dependencies", Scope::Set, None, [Top("script")]),
    part!("packages", Scope::Set, None, []),
    part!("missing", Scope::Set, None, [Package("refused"), Package("rejected"), PlatformTool]),
    part!("collisions", Scope::Set, PYPROJECT_NIX, [Top("ignored-collisions")]),
    // One package.
    part!("package", Scope::Set, PYPROJECT_NIX, []),
    part!("modules", Scope::Set, NIXPKGS, []),
    part!("needed", Scope::Set, NIXPKGS, []),
    part!("virtual", Scope::Set, PYPROJECT_NIX, [Package("virtual")]),
    part!("folder", Scope::Set, None, [Package("folder")]),
    part!("made-modules", Scope::Set, PYPROJECT_NIX, [Package("makes-modules")]),
    part!("local", Scope::Set, PYPROJECT_NIX, [Package("folder")]),
    part!("sources", Scope::Set, None, SOURCES),
    part!("built-sources", Scope::Set, PYPROJECT_NIX, SOURCES),
    // Files.
    part!("tools", Scope::Set, None, []),
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
        ]
    ),
    part!("renamed", Scope::Set, None, [File("filename")]),
    part!("local-files", Scope::Set, None, [File("path")]),
    part!("store-name", Scope::Set, None, [File("filename"), File("path")]),
    part!("git", Scope::Set, None, [Package("git"), File("repository")]),
    part!("credentials", Scope::Set, None, [Top("indexes")]),
    part!("escaped", Scope::Set, None, [Top("indexes"), Package("subdirectory")]),
    // Builds.
    part!("build", Scope::Set, PYPROJECT_NIX, BUILT),
    part!("unknown-tools", Scope::Set, PYPROJECT_NIX, [UnknownBuild]),
    part!("tools-of-set", Scope::Set, PYPROJECT_NIX, [FromSet]),
    part!("build-extras", Scope::Set, PYPROJECT_NIX, [BuildExtra]),
    part!("locked-builds", Scope::Set, PYPROJECT_NIX, [Top("build-environments")]),
    part!("build-systems", Scope::Set, PYPROJECT_NIX, [Top("build-environments")]),
    part!("prepared", Scope::Set, None, PREPARED),
    part!("phases/cmake", Scope::Set, None, [Step("cmake")]),
    part!("phases/files", Scope::Set, None, [Step("files")]),
    part!("phases/metadata", Scope::Set, None, [Step("metadata")]),
    part!("phases/path-files", Scope::Set, PYPROJECT_NIX, [Package("build-environment")]),
    part!("phases/uv-build", Scope::Set, PYPROJECT_NIX, [Step("uv-build")]),
    part!("phases/versioneer", Scope::Set, None, [Step("versioneer")]),
    // Settings of packages, and their needs besides Python.
    part!("settings", Scope::Set, None, SETTINGS),
    part!("nixpkgs-paths", Scope::Set, None, NIXPKGS_PATHS),
    part!("prebuilt", Scope::Set, PYPROJECT_NIX, [Setting("nixpkgs")]),
    part!("libraries", Scope::Set, None, LIBRARIES),
    part!("runtime", Scope::Set, None, RUNTIME),
    part!(
        "found",
        Scope::Set,
        None,
        [FOUND_LIBRARIES, Setting("runtime-libraries"), Setting("runtime-programs")]
    ),
    part!("config-settings", Scope::Set, None, [Setting("config-settings")]),
    part!("rust", Scope::Set, None, [Setting("cargo-lock")]),
    part!("recipe", Scope::Set, None, [Setting("recipe")]),
];

/// Names for lines of several parts, with the attributes that need them, any of them.
pub(super) const LINES: &[(&str, &[Attribute])] = &[
    ("adjusted-attributes", &ADJUSTED),
    ("archive", &[File("archive")]),
    ("beside-project", &[Package("beside-project")]),
    ("build-flags", &[Setting("build-flags")]),
    ("build-inputs", &[Setting("build-inputs")]),
    ("by-build", &BY_BUILD),
    ("conditional", &[Package("conditional")]),
    ("conditional-builds", &[Conditional("build-system")]),
    ("editable-builds", &[Package("editable-build-environment"), Package("editable-build-system")]),
    ("editable-build-environment", &[Package("editable-build-environment")]),
    ("editable-build-system", &[Package("editable-build-system")]),
    ("env", &VARIABLES),
    ("found-libraries", &[FOUND_LIBRARIES]),
    ("git-sources", &[Package("git")]),
    ("hook-environment", &[Top("hook-environment")]),
    ("ignored-libraries", &[Setting("ignore-missing-libraries")]),
    ("included", &[Source("include")]),
    ("index", &[File("index")]),
    ("library-inputs", &LIBRARY_INPUTS),
    ("linked-inputs", &[FOUND_LIBRARIES, Setting("links-python")]),
    ("links-python", &[Setting("links-python")]),
    ("manylinux", &[File("manylinux")]),
    ("meta", &[Package("meta")]),
    ("missing-libraries", &MISSING_LIBRARIES),
    ("names", &[Package("name")]),
    ("native-build-inputs", &[Setting("native-build-inputs")]),
    ("no-bytecode", &[Top("no-bytecode")]),
    ("of-nixpkgs", &[Setting("nixpkgs")]),
    ("on-request", &[Member("on-request")]),
    ("path-files", &[Package("build-environment")]),
    ("origins", &[Package("folder"), Package("git"), Package("sdist"), Package("virtual")]),
    ("patterns", &[Source("exclude"), Source("include"), Source("nested")]),
    ("places", &[Package("places")]),
    ("pname", &[Package("pname"), Setting("nixpkgs")]),
    ("reads", &[Source("reads")]),
    ("refused", &[Package("refused")]),
    ("restricted", &[Top("restricted")]),
    ("sdist", &[Package("sdist")]),
    ("searched", &[FOUND_LIBRARIES, Setting("siblings")]),
    ("sections", &[Conditional("dependency-groups"), Conditional("optional-dependencies")]),
    ("siblings", &[Setting("siblings")]),
    ("steps", &[Package("build-environment"), Package("prepare")]),
    ("subdirectory", &[Package("subdirectory")]),
    ("tool-inputs", &BUILD_TOOLS),
    ("unfetchable", &[File("refused"), FileWithout("hash")]),
    ("unknown-builds", &[UnknownBuild]),
    ("unlocked", &[FromSet, UnknownBuild]),
    ("varying", &[Top("varying")]),
    ("version-variable", &[Package("version-variable")]),
    ("versions", &[Package("folder"), Package("git"), Package("version-variable")]),
    ("virtual-packages", &[Package("virtual")]),
    ("wheelless", &WHEELLESS),
    ("wheels", &[Package("wheels")]),
    ("zip", &[Zip]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::selection::has_open_string;

    /// The names of parts behind the lines of a part.
    fn names_in_lines(part: &Part) -> Vec<&'static str> {
        let words = part.text.split_whitespace().collect::<Vec<_>>();
        let names =
            words.windows(3).filter(|it| it[0] == "#" && matches!(it[1], "with" | "without"));
        names.map(|words| words[2]).collect()
    }

    #[test]
    fn every_multi_line_string_ends_where_the_selection_of_lines_sees_it() {
        for part in FILE.iter().chain(&SET) {
            let ends = part.text.lines().filter(|line| has_open_string(line)).count();
            assert!(ends % 2 == 0, "{}", part.name);
        }
    }

    #[test]
    fn each_name_of_lines_is_in_a_line() {
        for (name, _) in LINES {
            let is_in = |part: &Part| names_in_lines(part).contains(name);
            assert!(FILE.iter().chain(&SET).any(is_in), "{name}");
        }
    }

    #[test]
    fn each_name_in_a_line_is_of_lines_or_of_a_part_that_its_backend_can_have() {
        for part in FILE.iter().chain(&SET) {
            for name in names_in_lines(part) {
                let is_of_lines = LINES.iter().any(|(line, _)| *line == name);
                let other = FILE.iter().chain(&SET).find(|other| other.name == name);
                let can_be = |other: &Part| {
                    part.backend.is_none()
                        || other.backend.is_none()
                        || part.backend == other.backend
                };
                assert!(is_of_lines || other.is_some_and(can_be), "{}: {name}", part.name);
            }
        }
    }
}
