//! The functions at the end of a file, which turn its data into an overlay.
//!
//! Each file of `nix/builders` is a part of them: a function of the whole. The table below says which data need it.

use super::attributes::{Attribute, Attributes};
use crate::emit::nix::Expression;
use crate::project::settings::Backend;
use Attribute::{File, FileWithout, Member, Package, Setting, Step, Top};

/// A part of the functions.
struct Part {
    name: &'static str,
    text: &'static str,
    /// The only backend that has it; `None`: both.
    backend: Option<Backend>,
    /// The attributes that need it, any of them; none: every file needs it.
    needed_by: &'static [Attribute],
}

/// A part of both backends, or of one.
macro_rules! part {
    ($name:literal, $needed_by:expr) => {
        part!($name, None, $needed_by)
    };
    ($name:literal, $backend:expr, $needed_by:expr) => {
        Part {
            name: $name,
            text: include_str!(concat!("../../nix/builders/", $name, ".nix")),
            backend: $backend,
            needed_by: &$needed_by,
        }
    };
}

/// The function that joins the parts.
const ASSEMBLE: Part = part!("assemble", []);

/// Those that print errors and warnings.
const MESSAGES: Part = part!("messages", []);

/// The function that imports the parts from a file of several projects.
const IMPORTED: Part = part!("imported", []);

/// The backends, in the order of their names.
pub(super) const BACKENDS: [Backend; 2] = [Backend::Nixpkgs, Backend::PyprojectNix];

const PYPROJECT_NIX: Option<Backend> = Some(Backend::PyprojectNix);
const NIXPKGS: Option<Backend> = Some(Backend::Nixpkgs);

/// All parts, from the functions of a file down to those of a build.
const PARTS: [Part; 51] = [
    part!("overlay", PYPROJECT_NIX, []),
    part!("script-overlay", PYPROJECT_NIX, [Top("script")]),
    part!("overrides", NIXPKGS, []),
    MESSAGES,
    part!("arguments", []),
    part!("config", []),
    part!("project", [Top("members")]),
    part!("script", [Top("script")]),
    // One package set.
    part!("environment", []),
    part!("splits", [Top("parts")]),
    part!(
        "conditions",
        [
            Top("varying"),
            Top("conflicts"),
            Member("refused-groups"),
            Package("conditional"),
            Package("environments"),
            Package("places"),
            Package("when"),
        ]
    ),
    part!("conflicts", [Top("conflicts")]),
    part!("limited-groups", [Member("refused-groups")]),
    part!("refusals", [Top("conflicts"), Member("refused-groups")]),
    part!("packages", []),
    part!("collisions", PYPROJECT_NIX, [Top("ignored-collisions")]),
    // One package.
    part!("package", PYPROJECT_NIX, []),
    part!("changes", PYPROJECT_NIX, []),
    part!("modules", NIXPKGS, []),
    part!("needed", NIXPKGS, []),
    part!("virtual", PYPROJECT_NIX, [Package("virtual")]),
    part!("folder", [Package("folder")]),
    part!("editable", PYPROJECT_NIX, [Package("folder")]),
    part!("made-modules", PYPROJECT_NIX, [Package("makes-modules")]),
    part!("sources", [Package("git"), Package("sdist")]),
    // Files.
    part!("tools", []),
    part!(
        "fetch",
        [
            File("archive"),
            File("filename"),
            File("index"),
            File("path"),
            File("refused"),
            FileWithout("hash"),
        ]
    ),
    part!("renamed", [File("filename")]),
    part!("local-files", [File("path")]),
    part!("store-name", [File("filename"), File("path")]),
    part!("git", [Package("git"), File("repository")]),
    part!("credentials", [Top("indexes")]),
    part!("escaped", [Top("indexes"), Package("subdirectory")]),
    // Builds.
    part!(
        "build",
        PYPROJECT_NIX,
        [Top("build-environments"), Package("folder"), Package("git"), Package("sdist")]
    ),
    part!(
        "tools-of-set",
        PYPROJECT_NIX,
        [Package("build-system"), Package("editable-build-system")]
    ),
    part!("locked-builds", PYPROJECT_NIX, [Top("build-environments")]),
    part!("build-systems", PYPROJECT_NIX, [Top("build-environments")]),
    part!("phases", [Package("build-environment"), Package("prepare")]),
    part!("phases/cmake", [Step("cmake")]),
    part!("phases/files", [Step("files")]),
    part!("phases/metadata", [Step("metadata")]),
    part!("phases/path-files", PYPROJECT_NIX, [Package("build-environment")]),
    part!("phases/versioneer", [Step("versioneer")]),
    // Settings of packages, and their needs besides Python.
    part!("settings", [Package("settings")]),
    part!(
        "nixpkgs-paths",
        [Setting("build-inputs"), Setting("native-build-inputs"), Setting("nixpkgs")]
    ),
    part!("prebuilt", PYPROJECT_NIX, [Setting("nixpkgs")]),
    part!(
        "libraries",
        [
            Setting("libraries"),
            Setting("links-python"),
            Setting("missing-libraries"),
            Setting("siblings"),
        ]
    ),
    part!("runtime", [Setting("runtime-libraries"), Setting("runtime-programs")]),
    part!(
        "found",
        [Setting("libraries"), Setting("runtime-libraries"), Setting("runtime-programs")]
    ),
    part!("rust", [Setting("cargo-lock")]),
    part!("recipe", [Setting("recipe")]),
];

impl Part {
    fn is_needed(&self, backend: Backend, data: &Attributes<'_>) -> bool {
        self.backend.is_none_or(|only| only == backend)
            && (self.needed_by.is_empty() || self.needed_by.iter().any(|it| data.has(*it)))
    }

    /// The name that it is bound to: its file name.
    fn bound_name(&self) -> &'static str {
        self.name.rsplit('/').next().unwrap_or(self.name)
    }

    fn bind(&self, text: &mut String) {
        text.extend(["\n  ", self.bound_name(), " ="]);
        for line in self.text.trim_end().lines() {
            text.push_str(if line.is_empty() { "\n" } else { "\n    " });
            text.push_str(line);
        }
        text.push_str(";\n");
    }
}

/// All functions, bound to their names, and an attribute for each backend: a function of the data.
pub(super) fn all() -> String {
    let mut text = String::from("let");
    ASSEMBLE.bind(&mut text);
    for part in &PARTS {
        part.bind(&mut text);
    }
    text.push_str("in\n{\n");
    for backend in BACKENDS {
        let parts = PARTS.iter().filter(|part| part.backend.is_none_or(|only| only == backend));
        let names = Vec::from_iter(parts.map(Part::bound_name)).join("\n    ");
        text.extend(["  ", name_of(backend), " = assemble [\n    ", &names, "\n  ];\n"]);
    }
    text + "}\n"
}

/// The import of all functions from a file with this SHA-256, and the call whose argument is the data.
pub(super) fn import(backend: Backend, file: &str, sha256: &str) -> String {
    let mut text = String::new();
    MESSAGES.bind(&mut text);
    IMPORTED.bind(&mut text);
    let call = format!("(imported (messages null) file sha256).{} data", name_of(backend));
    text + &format!("\n  file = {file};\n  sha256 = \"{sha256}\";\nin\n{call}\n")
}

/// The attribute of the shared functions.
const fn name_of(backend: Backend) -> &'static str {
    match backend {
        Backend::Nixpkgs => "nixpkgs",
        Backend::PyprojectNix => "pyproject-nix",
    }
}

/// The functions that `data` needs, each bound to its name, and the call whose argument is the data.
pub(super) fn text(backend: Backend, data: &Expression<'_>) -> String {
    let attributes = Attributes::of(data);
    let parts = PARTS.iter().filter(|part| part.is_needed(backend, &attributes));
    let mut text = String::new();
    let mut names = Vec::new();
    ASSEMBLE.bind(&mut text);
    for part in parts {
        part.bind(&mut text);
        names.push(part.bound_name());
    }
    let names = names.join("\n    ");
    text + "\n  workspace = assemble [\n    " + &names + "\n  ];\nin\nworkspace data\n"
}
