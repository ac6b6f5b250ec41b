//! The text of a flake for a project.

use std::path::{Path, PathBuf};

use pep508_rs::PackageName;
use uvnix::emit::nix::Expression;
use uvnix::environment::nixpkgs;
use uvnix::lock::{Lock, LockKind, PackageId};
use uvnix::project::settings::Backend;
use uvnix::text::attribute::attribute;

use super::nix_text::{attribute_name, is_quotable, literal, printed};
use super::project_folder::{UV_LOCK, generated_name};
use super::source::repository;
use super::templates::{Features, Templates, filled_in};
use crate::commands::paths::is_plain;
use crate::commands::python::PythonChoice;

/// The name of the environments of a workspace whose folder has no valid package name.
const WORKSPACE: &str = "workspace";

/// The groups whose tools test a project.
const TEST_GROUPS: [&str; 3] = ["dev", "test", "tests"];

/// The parts of a flake that depend on the project.
#[derive(Debug)]
pub(super) struct Flake {
    /// The name of its environments.
    name: String,
    /// The attribute of the project in a package set.
    set_attribute: String,
    /// The program that `nix run` starts.
    program: Option<String>,
    /// Whether pytest tests the project.
    has_tests: bool,
    /// Its Python and its systems.
    choice: PythonChoice,
    /// Whether not everything can be installed together.
    has_conflicts: bool,
    /// The folder of the lock file in its git repository; `None` without one.
    folder: Option<PathBuf>,
    backend: Backend,
    /// The address of uvnix' flake.
    uvnix: Option<String>,
    /// The name of the lock file.
    lock: String,
}

impl Flake {
    /// A flake for a lock file, with this Python.
    pub(super) fn of(lock: &Lock, choice: PythonChoice) -> Self {
        let project = project_of(lock);
        let name = project.map(|id| lock[id].name.to_string());
        let has_conflicts = !lock.conflicts.is_empty();
        let is_tested = lock.project().is_some_and(|id| {
            let groups = lock[id].groups.iter();
            let groups = groups.filter(|(name, _)| TEST_GROUPS.contains(&name.as_ref()));
            groups.flat_map(|(_, needed)| needed).any(|it| it.name.as_ref() == "pytest")
        });
        Self {
            name: name.unwrap_or_else(|| WORKSPACE.to_owned()),
            set_attribute: project.map_or_else(String::new, |id| attribute(&lock[id].name).into()),
            program: None,
            has_tests: is_tested && !has_conflicts,
            choice,
            has_conflicts,
            folder: None,
            backend: Backend::PyprojectNix,
            uvnix: None,
            lock: UV_LOCK.to_owned(),
        }
    }

    /// The same for a lock file of this name.
    pub(super) fn locked_in(self, lock: &str) -> Self {
        Self { lock: lock.to_owned(), ..self }
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
        Self { backend, ..self }
    }

    /// The same with uvnix from this flake in the development shell.
    pub(super) fn with_uvnix(self, uvnix: Option<String>) -> Self {
        Self { uvnix, ..self }
    }

    /// Whether the development shell has uvnix.
    pub(super) fn has_uvnix(&self) -> bool {
        self.uvnix.is_some()
    }

    /// The same in a git repository; `folder` is that of the lock file, relative to the root of the
    /// repository.
    pub(super) fn inside_repository(self, folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), ..self }
    }

    /// The text of a whole flake next to `uv.nix`.
    pub(super) fn whole(&self) -> String {
        let names = self.choice.systems.iter().map(|system| system.name());
        let systems = Vec::from_iter(names.map(|name| format!("\"{name}\"")));
        let indented = |by: usize| systems.join(&format!("\n{:by$}", ""));
        let (branch, why) = match self.choice.older_release() {
            Some((release, why)) => (format!("nixos-{release}"), format!(" # the last with {why}")),
            None => (nixpkgs::BRANCH.to_owned(), String::new()),
        };
        let templates = self.templates();
        let [environment, application] = templates.packages;
        let packages = if self.program.is_some() { application } else { environment };
        let text = templates.whole.replace("@packages@", packages.trim_end());
        let systems = [("@systems-8@", indented(8)), ("@systems-10@", indented(10))];
        let text = systems.iter().fold(text, |text, (name, list)| text.replace(name, list));
        let text = text.replace("@branch@", &branch).replace("@why@", &why);
        self.filled_in(&text, &self.arguments("          "))
    }

    /// The text of a `default.nix` next to `uv.nix`.
    pub(super) fn plain(&self) -> String {
        self.filled_in(self.templates().plain, &self.arguments("    "))
    }

    /// The lines that an existing flake needs for the `uv.nix` in the folder `below` it.
    pub(super) fn lines(&self, below: &Path) -> String {
        let place = if below == Path::new("") { Path::new(".") } else { below };
        let mut arguments = self.arguments("      ");
        if below != Path::new("") {
            let place = Expression::string(place.to_string_lossy());
            arguments = format!("      path = {};\n{arguments}", printed(&place));
        }
        let file = literal(&below.join(generated_name(&self.lock)));
        let text = self.templates().lines.replace("@file@", &file);
        let lines = self.filled_in(&text.replace("@root@", &literal(place)), &arguments);
        match self.choice.older_release() {
            Some((release, why)) => format!(
                "To `inputs`, because later releases do not have {why}:\n\n    \
                 nixpkgs.url = \"github:NixOS/nixpkgs/nixos-{release}\";\n\n{lines}"
            ),
            None => lines,
        }
    }

    fn templates(&self) -> Templates {
        Templates::of(self.backend, self.has_uvnix())
    }

    /// The arguments of `mkProject` that depend on the project, one a line.
    fn arguments(&self, indent: &str) -> String {
        let text = |text: &str| printed(&Expression::string(text));
        let own = text(&self.set_attribute);
        let lock = self.other_lock().map(|lock| format!("lock = {};", text(lock)));
        let application = self.program.as_ref().map(|_| format!("application = {own};"));
        let tests = self.has_tests.then(|| format!("tests = [ {own} ];"));
        let shell = self.has_conflicts.then(|| {
            "# The lock declares conflicts, so not everything can be installed together.\n\
             devDependencies = (import ./uv.nix).deps.default;"
                .to_owned()
        });
        let root = self.editable_root().map(|root| format!("editableRoot = {root};"));
        let lines = [lock, application, tests, shell, root].into_iter().flatten();
        let lines = lines.flat_map(|it| Vec::from_iter(it.split('\n').map(str::to_owned)));
        Vec::from_iter(lines.map(|line| format!("{indent}{line}"))).join("\n")
    }

    /// The lock file, if it is not that of uv.
    fn other_lock(&self) -> Option<&str> {
        Some(self.lock.as_str()).filter(|lock| *lock != UV_LOCK)
    }

    /// A Nix expression for the folder of the project, in which editable packages expand variables; `None`: the top of
    /// the repository.
    fn editable_root(&self) -> Option<String> {
        let folder = self.folder.as_ref().filter(|it| it.as_path() != Path::new(""))?;
        let folder =
            folder.to_str().filter(|it| !it.contains('$') && !it.contains(char::is_control));
        let Some(folder) = folder else { return Some("\"$PWD\"".to_owned()) };
        Some(printed(&Expression::string(folder)).replacen('"', "\"$REPO_ROOT/", 1))
    }

    /// A shell expression for the folder of the lock file.
    fn shell_root(&self) -> String {
        let top = "$(git rev-parse --show-toplevel)";
        match self.folder.as_deref().and_then(Path::to_str) {
            Some("") => top.to_owned(),
            Some(folder) if is_plain(folder) => format!("{top}/{folder}"),
            Some(folder) if is_quotable(folder) => format!("\"{top}\"/'{folder}'"),
            _ => "$PWD".to_owned(),
        }
    }

    fn filled_in(&self, template: &str, arguments: &str) -> String {
        let string =
            |it: Option<String>| it.map_or_else(String::new, |it| printed(&Expression::string(it)));
        let other = self.other_lock();
        let locked = other.map_or("locked by uv".to_owned(), |lock| format!("locked in {lock}"));
        let lock2nix = other.map_or_else(String::new, |lock| format!(" {lock}"));
        let paths =
            other.map(|lock| format!("paths = [ {} ];", printed(&Expression::string(lock))));
        let values = [
            ("@locked@", locked.as_str()),
            ("@nix-file@", &generated_name(&self.lock)),
            ("@lock2nix@", &format!("uvnix lock2nix{lock2nix}")),
            ("@paths@", &paths.unwrap_or_default()),
            ("@arguments@", arguments),
            ("@attribute@", &attribute_name(&self.name)),
            ("@name@", &self.name),
            ("@set-attribute@", &attribute_name(&self.set_attribute)),
            ("@own@", &self.set_attribute),
            ("@program@", self.program.as_deref().unwrap_or_default()),
            ("@python@", &self.choice.attribute()),
            ("@shell@", if self.has_conflicts { "default" } else { "all" }),
            ("@shell-root@", &self.shell_root()),
            ("@uvnix-git@", &string(self.uvnix.as_deref().and_then(repository))),
            ("@uvnix@", &string(self.uvnix.clone())),
        ];
        let features = Features { uvnix: self.has_uvnix(), tests: self.has_tests };
        filled_in(template, features, &values)
    }
}

/// The project that a flake is named after: the root, or the only member; `None` for a workspace, and for a
/// `pylock.toml` without a project.
pub(super) fn project_of(lock: &Lock) -> Option<PackageId> {
    let only = (lock.members.len() == 1).then(|| lock.members.first().copied()).flatten();
    let only = only.filter(|&id| lock.kind == LockKind::Uv || !lock.is_root(id));
    lock.project().or(only)
}

#[cfg(test)]
mod tests {
    use uvnix::environment::{EnvironmentOptions, System};
    use uvnix::resolution::resolved::Resolved;

    use super::*;

    fn lock(more: &str) -> Lock {
        let lock = format!(
            "version = 1\nrequires-python = '>=3.10'\n{more}\n[[package]]\n\
             name = 'My_App'\nversion = '1'\nsource = {{ editable = '.' }}\n"
        );
        Lock::parse(&lock).unwrap()
    }

    fn flake(more: &str, python: &str) -> Flake {
        let lock = lock(more);
        let options = EnvironmentOptions {
            pythons: vec![python.parse().unwrap()],
            ..EnvironmentOptions::default()
        };
        let resolved = Resolved::of(&lock, &options).unwrap();
        Flake::of(&lock, PythonChoice::of(&resolved.environments, None).unwrap())
    }

    fn address() -> String {
        "github:someone/uvnix".to_owned()
    }

    #[test]
    fn a_workspace_is_called_after_its_folder_and_a_project_by_its_name() {
        let named = |flake: Flake| flake.named_after(Path::new("/projects/Our_Shop")).name;
        assert_eq!(named(flake("", "3.12")), "my-app");
        let unnamed = Flake { name: WORKSPACE.to_owned(), ..flake("", "3.12") };
        assert_eq!(named(unnamed), "our-shop");
    }

    #[test]
    fn nothing_is_left_to_fill_in_and_only_a_flake_with_its_address_has_uvnix() {
        for backend in [Backend::PyprojectNix, Backend::Nixpkgs] {
            for program in [None, Some("tool".to_owned())] {
                for uvnix in [None, Some(address())] {
                    let flake = flake("", "3.12").inside_repository(Path::new("services/api"));
                    let flake = flake.for_builders(backend).with_program(program.clone());
                    let flake = flake.with_uvnix(uvnix.clone());
                    assert!(!flake.plain().contains('@'), "{}", flake.plain());
                    for text in [flake.whole(), flake.lines(Path::new("services/api"))] {
                        assert!(!text.contains('@'), "{text}");
                        assert_eq!(text.contains("uvnix.url"), uvnix.is_some(), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn files_are_formatted() {
        for backend in [Backend::PyprojectNix, Backend::Nixpkgs] {
            for (uvnix, has_tests) in [(None, false), (None, true), (Some(address()), true)] {
                let flake = flake("", "3.12").inside_repository(Path::new("services/api"));
                let flake = Flake { has_tests, has_conflicts: true, ..flake };
                let flake = flake.for_builders(backend).with_uvnix(uvnix);
                let flake = flake.with_program(Some("tool".to_owned()));
                for text in [flake.whole(), flake.plain()] {
                    assert_eq!(nixfmt_rs::format(&text).unwrap(), text);
                }
            }
        }
    }

    #[test]
    fn the_shell_knows_the_folder_of_the_lock() {
        let flake = flake("", "3.12").inside_repository(Path::new("services/api"));
        let root = "REPO_ROOT=$(git rev-parse --show-toplevel)/services/api\n";
        assert!(flake.whole().contains(root), "{}", flake.whole());
        let whole = flake.with_uvnix(Some(address())).whole();
        assert!(whole.contains("editableRoot = \"$REPO_ROOT/services/api\";"), "{whole}");
    }

    #[test]
    fn a_path_that_a_shell_would_obey_is_not_written_down() {
        let flake = |folder: &str| flake("", "3.12").inside_repository(Path::new(folder));
        let root = |folder: &str| flake(folder).shell_root();
        assert_eq!(root("a;b"), "\"$(git rev-parse --show-toplevel)\"/'a;b'");
        assert_eq!(root("of ours"), "\"$(git rev-parse --show-toplevel)\"/'of ours'");
        for hostile in ["a'b", "a$(b)", "a\nb", "a\\b"] {
            assert_eq!(root(hostile), "$PWD");
        }
        assert_eq!(flake("a'b").editable_root().unwrap(), "\"$REPO_ROOT/a'b\"");
        assert_eq!(flake("a$HOME").editable_root().unwrap(), "\"$PWD\"");
    }

    #[test]
    fn a_path_that_nix_cannot_hold_is_a_string_that_computes_nothing() {
        let lines = |below: &str| flake("", "3.12").lines(Path::new(below));
        assert!(lines("services/api").contains("import ./services/api/uv.nix;"));
        assert!(lines("of ours").contains("import (./. + \"/of ours/uv.nix\");"));
        assert!(lines("a${b}").contains("import (./. + \"/a\\${b}/uv.nix\");"));
        let lines = flake("", "3.12").with_uvnix(Some(address())).lines(Path::new("of ours"));
        assert!(lines.contains("root = (./. + \"/of ours\");\n"), "{lines}");
        assert!(lines.contains("path = \"of ours\";\n"), "{lines}");
    }

    #[test]
    fn a_name_that_starts_with_a_digit_is_quoted_where_it_is_an_attribute() {
        let flake = Flake { name: "3to2".to_owned(), ..flake("", "3.12") };
        let lines = flake.lines(Path::new(""));
        assert!(lines.contains("    \"3to2\" =\n      let\n"), "{lines}");
    }

    #[test]
    fn tests_are_those_of_a_project_whose_group_has_pytest() {
        let has_tests = |group: &str, more: &str| {
            let more = format!(
                "{more}\n[[package]]\nname = 'pytest'\nversion = '9'\n\
                source = {{ registry = 'https://pypi.example/simple' }}\n"
            );
            let groups = format!("[package.dev-dependencies]\n{group} = [{{ name = 'pytest' }}]\n");
            let text = format!(
                "version = 1\nrequires-python = '>=3.10'\n{more}\n[[package]]\n\
                 name = 'app'\nversion = '1'\nsource = {{ editable = '.' }}\n{groups}"
            );
            let lock = Lock::parse(&text).unwrap();
            Flake::of(&lock, flake("", "3.12").choice).has_tests
        };
        assert!(has_tests("dev", "") && has_tests("test", ""));
        assert!(!has_tests("docs", ""));
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
            let flake = flake("", "3.10").for_builders(backend).with_uvnix(Some(address()));
            let url = "nixpkgs.url = \"github:NixOS/nixpkgs/nixos-26.05\";";
            let (whole, lines) = (flake.whole(), flake.lines(Path::new("")));
            assert!(whole.contains(&format!("{url} # the last with Python 3.10\n")), "{whole}");
            assert!(whole.contains("pkgs.python310"), "{whole}");
            assert!(lines.contains(url) && lines.contains("pkgs.python310"), "{lines}");
        }
    }
}
