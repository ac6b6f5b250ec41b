//! The text of a flake for a project.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::Path;

use pep508_rs::PackageName;
use uvnix::emit::nix::Expression;
use uvnix::environment::{Environment, Environments, Implementation, Libc, Python, nixpkgs};
use uvnix::lock::Lock;
use uvnix::project::settings::Backend;

use crate::commands::paths::is_plain;

/// The text of a flake for one backend, with placeholders such as `@name@`.
#[derive(Debug)]
struct Templates {
    /// A whole flake.
    whole: &'static str,
    /// The lines to add to an existing flake.
    lines: &'static str,
}

const FOR_PYPROJECT_NIX: Templates = Templates {
    whole: include_str!("templates/pyproject-nix.flake"),
    lines: include_str!("templates/pyproject-nix.lines"),
};
const FOR_NIXPKGS: Templates = Templates {
    whole: include_str!("templates/nixpkgs.flake"),
    lines: include_str!("templates/nixpkgs.lines"),
};

/// The name of the environments of a workspace whose folder has no valid package name.
const WORKSPACE: &str = "workspace";

/// The parts of a flake that depend on the project.
#[derive(Debug)]
pub struct Flake {
    /// The name of its environments.
    name: String,
    /// The attribute of its Python in nixpkgs: `python313`.
    python: String,
    /// The systems that it supports.
    systems: BTreeSet<&'static str>,
    /// The attribute of `workspace.deps` for the development shell.
    shell: &'static str,
    /// A shell expression for the folder of the lock file.
    root: String,
    templates: Templates,
}

impl Flake {
    /// A flake for a lock with these environments; `pinned` is the Python of `.python-version`, if any.
    ///
    /// `None` if all environments use musl, which is another package set of nixpkgs.
    pub fn of(lock: &Lock, environments: &Environments, pinned: Option<Python>) -> Option<Self> {
        let only = (lock.members.len() == 1).then(|| lock.members.first().copied()).flatten();
        let name = lock.project().or(only).map(|id| lock[id].name.to_string());
        let usual = environments.iter().filter(|it| it.platform.name.libc != Libc::Musl);
        let usual = Vec::from_iter(usual);
        let python = chosen(&usual, pinned)?;
        let systems = usual.iter().filter(|it| it.interpreter.python == python);
        let systems = systems.map(|environment| environment.platform.name);
        Some(Self {
            name: name.unwrap_or_else(|| WORKSPACE.to_owned()),
            python: attribute(python),
            systems: systems.map(|name| name.system.name()).collect(),
            // With conflicts, not everything can be installed together.
            shell: if lock.conflicts.is_empty() { "all" } else { "default" },
            root: "$PWD".to_owned(),
            templates: FOR_PYPROJECT_NIX,
        })
    }

    /// Names a workspace after its folder; a project keeps its own name.
    pub fn named_after(self, folder: &Path) -> Self {
        let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        match folder.and_then(|folder| PackageName::new(folder).ok()) {
            Some(name) if self.name == WORKSPACE => Self { name: name.to_string(), ..self },
            _ => self,
        }
    }

    /// The name of its environments.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same for this backend.
    pub fn for_builders(self, backend: Backend) -> Self {
        let templates = match backend {
            Backend::PyprojectNix => FOR_PYPROJECT_NIX,
            Backend::Nixpkgs => FOR_NIXPKGS,
        };
        Self { templates, ..self }
    }

    /// The same in a git repository; `folder` is that of the lock file, relative to the root of the
    /// repository.
    pub fn inside_repository(self, folder: &Path) -> Self {
        let top = "$(git rev-parse --show-toplevel)";
        let root = match folder.to_str() {
            Some("") => top.to_owned(),
            Some(folder) if is_plain(folder) => format!("{top}/{folder}"),
            Some(folder) if is_quotable(folder) => format!("\"{top}\"/'{folder}'"),
            _ => self.root,
        };
        Self { root, ..self }
    }

    /// The text of a whole flake next to `uv.nix`.
    pub fn whole(&self) -> String {
        let systems = self.systems.iter().map(|system| format!("          \"{system}\""));
        let systems = Vec::from_iter(systems).join("\n");
        self.filled_in(self.templates.whole).replace("@systems@", &systems)
    }

    /// The lines that an existing flake needs to import `file`.
    pub fn lines(&self, file: &Path) -> String {
        let file = file.to_string_lossy();
        let file = if is_plain(&file) { format!("./{file}") } else { computed(&file) };
        self.filled_in(self.templates.lines).replace("@file@", &file)
    }

    fn filled_in(&self, template: &str) -> String {
        template
            .replace("@attribute@", &attribute_name(&self.name))
            .replace("@name@", &self.name)
            .replace("@python@", &self.python)
            .replace("@shell@", self.shell)
            .replace("@root@", &self.root)
    }
}

/// The Python that a `.python-version` pins.
pub fn pinned(text: &str) -> Option<Python> {
    let line =
        text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let (name, rest) = line.split_at(line.find(|it: char| it.is_ascii_digit())?);
    let implementation = match name.trim_end_matches(['@', '-']) {
        "" | "cpython" | "python" => "",
        "pypy" => "pypy",
        _ => return None,
    };
    let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(rest.len());
    let (version, rest) = rest.split_at(end);
    let mut parts = version.split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    let threading = if rest.starts_with('t') { "t" } else { "" };
    format!("{implementation}{major}.{minor}{threading}").parse().ok()
}

/// The pinned Python; else the one that most systems have, preferably CPython, as near as possible to
/// `python3` of nixpkgs.
fn chosen(environments: &[&Environment], pinned: Option<Python>) -> Option<Python> {
    let on = |python| environments.iter().filter(move |it| it.interpreter.python == python);
    let pinned = pinned.filter(|&python| on(python).next().is_some());
    let worth = |python: Python| {
        let is_cpython = python.implementation == Implementation::CPython;
        let distance = python.minor.abs_diff(nixpkgs::PYTHON3.minor);
        (on(python).count(), is_cpython, Reverse(distance), python.minor)
    };
    let there = environments.iter().map(|environment| environment.interpreter.python);
    let best = there.max_by_key(|&python| worth(python));
    pinned.or(best)
}

/// The attribute of a Python in nixpkgs.
fn attribute(python: Python) -> String {
    let minor = python.minor;
    match python.implementation {
        Implementation::CPython => format!("python3{minor}"),
        Implementation::FreeThreaded => format!("python3{minor}FreeThreading"),
        Implementation::PyPy => format!("pypy3{minor}"),
    }
}

/// A Nix expression for a path that cannot be written as a path literal.
fn computed(file: &str) -> String {
    let mut text = "(./. + ".to_owned();
    Expression::string(format!("/{file}")).print(0, &mut text);
    text + ")"
}

/// An attribute name, quoted if it starts with a digit.
fn attribute_name(name: &str) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

/// Whether a path is safe in single quotes of a shell, within a string of Nix.
fn is_quotable(path: &str) -> bool {
    !path.contains(['\'', '$', '\\']) && !path.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use uvnix::environment::EnvironmentOptions;
    use uvnix::resolution::resolved::Resolved;

    use super::*;

    fn flake(more: &str, requires_python: &str, pinned: Option<Python>) -> Flake {
        let lock = format!(
            "version = 1\nrequires-python = '{requires_python}'\n{more}\n[[package]]\n\
             name = 'My_App'\nversion = '1'\nsource = {{ editable = '.' }}\n"
        );
        let lock = Lock::parse(&lock).unwrap();
        let resolved = Resolved::of(&lock, &EnvironmentOptions::default()).unwrap();
        Flake::of(&lock, &resolved.environments, pinned).unwrap()
    }

    #[test]
    fn the_python_is_the_pinned_one_where_the_lock_admits_it() {
        let python = |requires: &str, text: &str| flake("", requires, pinned(text)).python;
        assert_eq!(python(">=3.11", ""), "python313");
        assert_eq!(python(">=3.11", "3.12.4\n"), "python312");
        assert_eq!(python(">=3.11", "# ours\n3.9\n"), "python313");
        assert_eq!(python(">=3.14", ""), "python314");
        assert_eq!(python("<3.12", "not a version"), "python311");
        assert_eq!(python(">=3.11", "cpython-3.12.4-linux-x86_64-gnu"), "python312");
        assert_eq!(pinned("3.13.1t").unwrap().version(), "3.13t");
        assert_eq!(pinned("pypy@3.11").unwrap().version(), "pypy3.11");
        assert_eq!(pinned("graalpy-3.11"), None);
    }

    #[test]
    fn a_python_that_few_systems_have_is_not_chosen() {
        let narrow =
            "supported-markers = [\"sys_platform == 'darwin'\", \"python_version < '3.13'\"]";
        let flake = flake(narrow, ">=3.12", None);
        assert_eq!((flake.python.as_str(), flake.systems.len()), ("python312", 3));
    }

    #[test]
    fn a_workspace_is_called_after_its_folder_and_a_project_by_its_name() {
        let named = |flake: Flake| flake.named_after(Path::new("/projects/Our_Shop")).name;
        assert_eq!(named(flake("", ">=3.12", None)), "my-app");
        let unnamed = Flake { name: WORKSPACE.to_owned(), ..flake("", ">=3.12", None) };
        assert_eq!(named(unnamed), "our-shop");
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        for backend in [Backend::PyprojectNix, Backend::Nixpkgs] {
            let flake = flake("", ">=3.12", None).inside_repository(Path::new("services/api"));
            let flake = flake.for_builders(backend);
            let text = flake.whole();
            assert!(!text.contains('@'), "{text}");
            let lines = flake.lines(Path::new("services/api/uv.nix"));
            assert!(!lines.contains('@'), "{lines}");
            assert!(lines.contains("import ./services/api/uv.nix;"), "{lines}");
        }
    }

    #[test]
    fn the_shell_knows_the_folder_of_the_lock() {
        let flake = flake("", ">=3.12", None).inside_repository(Path::new("services/api"));
        let root = "REPO_ROOT=$(git rev-parse --show-toplevel)/services/api\n";
        assert!(flake.whole().contains(root), "{}", flake.whole());
    }

    #[test]
    fn a_path_that_a_shell_would_obey_is_not_written_down() {
        let root =
            |folder: &str| flake("", ">=3.12", None).inside_repository(Path::new(folder)).root;
        assert_eq!(root("a;b"), "\"$(git rev-parse --show-toplevel)\"/'a;b'");
        assert_eq!(root("of ours"), "\"$(git rev-parse --show-toplevel)\"/'of ours'");
        for hostile in ["a'b", "a$(b)", "a\nb", "a\\b"] {
            assert_eq!(root(hostile), "$PWD");
        }
    }

    #[test]
    fn a_path_that_nix_cannot_hold_is_a_string_that_computes_nothing() {
        let lines = |file: &str| flake("", ">=3.12", None).lines(Path::new(file));
        assert!(lines("of ours/uv.nix").contains("import (./. + \"/of ours/uv.nix\");"));
        assert!(lines("a${b}/uv.nix").contains("import (./. + \"/a\\${b}/uv.nix\");"));
    }

    #[test]
    fn a_name_that_starts_with_a_digit_is_quoted_where_it_is_an_attribute() {
        let flake = Flake { name: "3to2".to_owned(), ..flake("", ">=3.12", None) };
        let lines = flake.lines(Path::new("uv.nix"));
        assert!(lines.contains("\"3to2\" = pkgs.mkShell"), "{lines}");
    }

    #[test]
    fn systems_are_those_of_the_lock() {
        let flake = flake("supported-markers = [\"sys_platform == 'linux'\"]", ">=3.12", None);
        assert_eq!(Vec::from_iter(flake.systems), ["aarch64-linux", "x86_64-linux"]);
    }
}
