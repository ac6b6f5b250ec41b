//! The text of a flake for a project.

use std::path::Path;

use pep508_rs::PackageName;
use uvnix::emit::nix::Expression;
use uvnix::environment::nixpkgs;
use uvnix::lock::{Lock, PackageId};
use uvnix::project::settings::Backend;
use uvnix::text::attribute::attribute;

use super::python::Choice;
use crate::commands::paths::is_plain;

/// The text of a flake for one backend, with placeholders such as `@name@`.
#[derive(Debug)]
struct Templates {
    /// A whole flake.
    whole: &'static str,
    /// The packages of a whole flake: the environment, or an application and its environment.
    packages: [&'static str; 2],
    /// The lines to add to an existing flake.
    lines: &'static str,
}

const FOR_PYPROJECT_NIX: Templates = Templates {
    whole: include_str!("templates/pyproject-nix.flake"),
    packages: [
        include_str!("templates/pyproject-nix.environment"),
        include_str!("templates/pyproject-nix.application"),
    ],
    lines: include_str!("templates/pyproject-nix.lines"),
};
const FOR_NIXPKGS: Templates = Templates {
    whole: include_str!("templates/nixpkgs.flake"),
    packages: [include_str!("templates/nixpkgs.environment"); 2],
    lines: include_str!("templates/nixpkgs.lines"),
};

/// The name of the environments of a workspace whose folder has no valid package name.
const WORKSPACE: &str = "workspace";

/// The parts of a flake that depend on the project.
#[derive(Debug)]
pub(super) struct Flake {
    /// The name of its environments.
    name: String,
    /// The attribute of the project in a package set.
    set_attribute: String,
    /// The program that `nix run` starts.
    program: Option<String>,
    /// Its Python and its systems.
    choice: Choice,
    /// The attribute of `workspace.deps` for the development shell.
    shell: &'static str,
    /// A shell expression for the folder of the lock file.
    root: String,
    templates: Templates,
}

impl Flake {
    /// A flake for a lock file, with this Python.
    pub(super) fn of(lock: &Lock, choice: Choice) -> Self {
        let project = project_of(lock);
        let name = project.map(|id| lock[id].name.to_string());
        Self {
            name: name.unwrap_or_else(|| WORKSPACE.to_owned()),
            set_attribute: project
                .map_or_else(String::new, |id| attribute_name(&attribute(&lock[id].name))),
            program: None,
            choice,
            // With conflicts, not everything can be installed together.
            shell: if lock.conflicts.is_empty() { "all" } else { "default" },
            root: "$PWD".to_owned(),
            templates: FOR_PYPROJECT_NIX,
        }
    }

    /// Names a workspace after its folder; a project keeps its own name.
    pub(super) fn named_after(self, folder: &Path) -> Self {
        let folder = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        match folder.and_then(|folder| PackageName::new(folder).ok()) {
            Some(name) if self.name == WORKSPACE => Self { name: name.to_string(), ..self },
            _ => self,
        }
    }

    /// The same for a project with a program, which has the name of the flake.
    pub(super) fn with_program(self, program: Option<String>) -> Self {
        Self { program, ..self }
    }

    /// The name of its environments.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The same for this backend.
    pub(super) fn for_builders(self, backend: Backend) -> Self {
        let templates = match backend {
            Backend::PyprojectNix => FOR_PYPROJECT_NIX,
            Backend::Nixpkgs => FOR_NIXPKGS,
        };
        Self { templates, ..self }
    }

    /// The same in a git repository; `folder` is that of the lock file, relative to the root of the
    /// repository.
    pub(super) fn inside_repository(self, folder: &Path) -> Self {
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
    pub(super) fn whole(&self) -> String {
        let names = self.choice.systems.iter().map(|system| system.name());
        let systems = names.map(|name| format!("          \"{name}\""));
        let systems = Vec::from_iter(systems).join("\n");
        let (branch, why) = match self.choice.older_release() {
            Some((release, why)) => (format!("nixos-{release}"), format!(" # the last with {why}")),
            None => (nixpkgs::BRANCH.to_owned(), String::new()),
        };
        let [environment, application] = self.templates.packages;
        let packages = if self.program.is_some() { application } else { environment };
        let text = self.templates.whole.replace("@packages@", packages.trim_end());
        let text = self.filled_in(&text).replace("@systems@", &systems);
        text.replace("@branch@", &branch).replace("@why@", &why)
    }

    /// The lines that an existing flake needs to import `file`.
    pub(super) fn lines(&self, file: &Path) -> String {
        let file = file.to_string_lossy();
        let file = if is_plain(&file) { format!("./{file}") } else { computed(&file) };
        let lines = self.filled_in(self.templates.lines).replace("@file@", &file);
        match self.choice.older_release() {
            Some((release, why)) => format!(
                "To `inputs`, because later releases do not have {why}:\n\n    \
                 nixpkgs.url = \"github:NixOS/nixpkgs/nixos-{release}\";\n\n{lines}"
            ),
            None => lines,
        }
    }

    fn filled_in(&self, template: &str) -> String {
        template
            .replace("@attribute@", &attribute_name(&self.name))
            .replace("@name@", &self.name)
            .replace("@set-attribute@", &self.set_attribute)
            .replace("@program@", self.program.as_deref().unwrap_or_default())
            .replace("@python@", &self.choice.attribute())
            .replace("@shell@", self.shell)
            .replace("@root@", &self.root)
    }
}

/// The project that a flake is named after: the root, or the only member; `None` for a workspace.
pub(super) fn project_of(lock: &Lock) -> Option<PackageId> {
    let only = (lock.members.len() == 1).then(|| lock.members.first().copied()).flatten();
    lock.project().or(only)
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
    use uvnix::environment::{EnvironmentOptions, System};
    use uvnix::resolution::resolved::Resolved;

    use super::*;

    fn flake(more: &str, python: &str) -> Flake {
        let lock = format!(
            "version = 1\nrequires-python = '>=3.10'\n{more}\n[[package]]\n\
             name = 'My_App'\nversion = '1'\nsource = {{ editable = '.' }}\n"
        );
        let lock = Lock::parse(&lock).unwrap();
        let options = EnvironmentOptions {
            pythons: vec![python.parse().unwrap()],
            ..EnvironmentOptions::default()
        };
        let resolved = Resolved::of(&lock, &options).unwrap();
        Flake::of(&lock, Choice::of(&resolved.environments, None).unwrap())
    }

    #[test]
    fn a_workspace_is_called_after_its_folder_and_a_project_by_its_name() {
        let named = |flake: Flake| flake.named_after(Path::new("/projects/Our_Shop")).name;
        assert_eq!(named(flake("", "3.12")), "my-app");
        let unnamed = Flake { name: WORKSPACE.to_owned(), ..flake("", "3.12") };
        assert_eq!(named(unnamed), "our-shop");
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        let programs = [None, Some("tool".to_owned())];
        let backends = [Backend::PyprojectNix, Backend::Nixpkgs];
        for (backend, program) in
            backends.into_iter().flat_map(|it| programs.clone().map(|program| (it, program)))
        {
            let flake = flake("", "3.12").inside_repository(Path::new("services/api"));
            let flake = flake.for_builders(backend).with_program(program);
            let text = flake.whole();
            assert!(!text.contains('@'), "{text}");
            let lines = flake.lines(Path::new("services/api/uv.nix"));
            assert!(!lines.contains('@'), "{lines}");
            assert!(lines.contains("import ./services/api/uv.nix;"), "{lines}");
        }
    }

    #[test]
    fn the_shell_knows_the_folder_of_the_lock() {
        let flake = flake("", "3.12").inside_repository(Path::new("services/api"));
        let root = "REPO_ROOT=$(git rev-parse --show-toplevel)/services/api\n";
        assert!(flake.whole().contains(root), "{}", flake.whole());
    }

    #[test]
    fn a_path_that_a_shell_would_obey_is_not_written_down() {
        let root = |folder: &str| flake("", "3.12").inside_repository(Path::new(folder)).root;
        assert_eq!(root("a;b"), "\"$(git rev-parse --show-toplevel)\"/'a;b'");
        assert_eq!(root("of ours"), "\"$(git rev-parse --show-toplevel)\"/'of ours'");
        for hostile in ["a'b", "a$(b)", "a\nb", "a\\b"] {
            assert_eq!(root(hostile), "$PWD");
        }
    }

    #[test]
    fn a_path_that_nix_cannot_hold_is_a_string_that_computes_nothing() {
        let lines = |file: &str| flake("", "3.12").lines(Path::new(file));
        assert!(lines("of ours/uv.nix").contains("import (./. + \"/of ours/uv.nix\");"));
        assert!(lines("a${b}/uv.nix").contains("import (./. + \"/a\\${b}/uv.nix\");"));
    }

    #[test]
    fn a_name_that_starts_with_a_digit_is_quoted_where_it_is_an_attribute() {
        let flake = Flake { name: "3to2".to_owned(), ..flake("", "3.12") };
        let lines = flake.lines(Path::new("uv.nix"));
        assert!(lines.contains("    \"3to2\" =\n      let\n"), "{lines}");
    }

    #[test]
    fn systems_are_those_of_the_lock() {
        let flake = flake("supported-markers = [\"sys_platform == 'linux'\"]", "3.12");
        let systems = Vec::from_iter(flake.choice.systems);
        assert_eq!(systems, [System::Aarch64Linux, System::X86_64Linux]);
    }

    #[test]
    fn a_python_that_nixpkgs_dropped_comes_from_the_last_release_with_it() {
        for backend in [Backend::PyprojectNix, Backend::Nixpkgs] {
            let flake = flake("", "3.10").for_builders(backend);
            let url = "nixpkgs.url = \"github:NixOS/nixpkgs/nixos-26.05\";";
            let (whole, lines) = (flake.whole(), flake.lines(Path::new("uv.nix")));
            assert!(whole.contains(&format!("{url} # the last with Python 3.10\n")), "{whole}");
            assert!(whole.contains("pkgs.python310"), "{whole}");
            assert!(lines.contains(url) && lines.contains("pkgs.python310"), "{lines}");
        }
    }
}
