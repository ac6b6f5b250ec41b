//! The Python of a project: that of `--python` or `.python-version`, that of its flake, or the best that `uv.nix`
//! supports.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use uvnix::environment::{
    EnvironmentSet, Environments, Implementation, Libc, Python, System, nixpkgs,
};

use super::repository::{Repository, flake_above};
use crate::fetch::plain_file;

/// A Python of `uv.nix`, with the systems on which a flake can have it.
#[derive(Debug, Clone)]
pub(crate) struct PythonChoice {
    /// The Python.
    pub python: Python,
    /// The systems for which `uv.nix` supports it.
    pub systems: BTreeSet<System>,
}

impl PythonChoice {
    /// The wanted Python if `uv.nix` supports it, or else the nearest to it. Without a wanted one: the Python
    /// that most systems have, preferably CPython, as near as possible to `python3` of nixpkgs.
    ///
    /// `None` if all environments use musl, which is another package set of nixpkgs.
    pub(crate) fn of(environments: &Environments, wanted: Option<Python>) -> Option<Self> {
        let usual = environments.iter().filter(|it| it.platform.name.libc != Libc::Musl);
        let usual = usual.map(|it| (it.interpreter.python, it.platform.name.system));
        let usual = BTreeSet::from_iter(usual);
        let on = |python| usual.iter().filter(move |(it, _)| *it == python).map(|(_, it)| *it);
        let distance = |python: Python| {
            let from = wanted.unwrap_or(nixpkgs::PYTHON3);
            (python.implementation != from.implementation, python.minor.abs_diff(from.minor))
        };
        let worth = |&python: &Python| {
            let (count, nearness) = (on(python).count(), Reverse(distance(python)));
            match wanted {
                Some(_) => (0, nearness, count, python.minor),
                None => (count, nearness, 0, python.minor),
            }
        };
        let python = usual.iter().map(|(python, _)| *python).max_by_key(worth)?;
        Some(Self { python, systems: on(python).collect() })
    }

    /// The release of nixpkgs that the flake needs, with the reason; `None`: the newest.
    pub(crate) fn older_release(&self) -> Option<(&'static str, String)> {
        let python = nixpkgs::last_release_with_python(self.python);
        let python = python.map(|release| (release, format!("Python {}", self.python.version())));
        let systems = self.systems.iter().filter_map(|&system| {
            Some((nixpkgs::last_release_with_system(system)?, system.name().to_owned()))
        });
        let needed = Vec::from_iter(python.into_iter().chain(systems));
        let (release, _) = *needed.iter().min()?;
        let names = Vec::from_iter(needed.iter().map(|(_, name)| name.as_str()));
        Some((release, names.join(" and ")))
    }

    /// The attribute of the Python in nixpkgs.
    pub(crate) fn attribute(&self) -> String {
        attribute(self.python)
    }
}

/// The attribute of a Python in nixpkgs.
pub(crate) fn attribute(python: Python) -> String {
    let minor = python.minor;
    match python.implementation {
        Implementation::CPython => format!("python3{minor}"),
        Implementation::FreeThreaded => format!("python3{minor}FreeThreading"),
        Implementation::PyPy => format!("pypy3{minor}"),
    }
}

/// The environments of the Python that the project in a folder uses itself: that of its `.python-version`, or else
/// those that its flake or `default.nix` names, or else the one that `uvnix init` selects.
pub(crate) fn own(folder: &Path, environments: &Environments) -> EnvironmentSet {
    let pin = pinned(folder);
    let named = named_in_nix(folder, environments).filter(|_| pin.is_none());
    let chosen =
        || PythonChoice::of(environments, pin).map(|choice| choice.python).into_iter().collect();
    let own = named.map_or_else(chosen, |(_, pythons)| pythons);
    // If all environments use musl, there is no choice.
    let is_own = |python: Python| own.is_empty() || own.contains(&python);
    environments.set(|id| is_own(environments[id].interpreter.python))
}

/// The flake or `default.nix` of the project in a folder, with the Pythons of these environments that it names as
/// attributes of nixpkgs; `None` if it names none.
pub(crate) fn named_in_nix(
    folder: &Path,
    environments: &Environments,
) -> Option<(PathBuf, BTreeSet<Python>)> {
    let repository = Repository::around(folder);
    let top = repository.as_ref().map(|repository| repository.root.as_path());
    let flake = flake_above(folder, top).map(|folder| folder.join("flake.nix"));
    let path = flake.unwrap_or_else(|| folder.join("default.nix"));
    let text = plain_file::read_to_string(&path).unwrap_or_default();
    let words = BTreeSet::from_iter(text.split(|it: char| !it.is_ascii_alphanumeric()));
    let pythons = environments.iter().map(|environment| environment.interpreter.python);
    let is_named = |python: &Python| {
        let is_usual = *python == nixpkgs::PYTHON3;
        words.contains(attribute(*python).as_str()) || (is_usual && words.contains("python3"))
    };
    let named = pythons.filter(is_named).collect::<BTreeSet<_>>();
    (!named.is_empty()).then_some((path, named))
}

/// The Python that the `.python-version` in a folder pins.
pub(crate) fn pinned(folder: &Path) -> Option<Python> {
    read_pin(&plain_file::read_to_string(&folder.join(".python-version")).ok()?)
}

fn read_pin(text: &str) -> Option<Python> {
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

#[cfg(test)]
mod tests {
    use uvnix::environment::EnvironmentOptions;
    use uvnix::lock::Lock;
    use uvnix::resolution::resolved::Resolved;

    use super::*;

    fn choice(more: &str, requires_python: &str, pin: &str) -> PythonChoice {
        let lock = format!("version = 1\nrequires-python = '{requires_python}'\n{more}");
        let lock = Lock::parse(&lock).unwrap();
        let resolved = Resolved::of(&lock, &EnvironmentOptions::default()).unwrap();
        PythonChoice::of(&resolved.environments, read_pin(pin)).unwrap()
    }

    fn chosen(requires_python: &str, pin: &str) -> String {
        choice("", requires_python, pin).attribute()
    }

    #[test]
    fn a_pinned_python_is_chosen_or_else_the_nearest() {
        assert_eq!(chosen(">=3.11", "3.12.4\n"), "python312");
        assert_eq!(chosen(">=3.11", "cpython-3.12.4-linux-x86_64-gnu"), "python312");
        assert_eq!(chosen(">=3.10", "# ours\n3.9\n"), "python311");
        assert_eq!(chosen(">=3.12,<3.14", "3.15"), "python313");
        assert_eq!(chosen(">=3.11", "3.13t"), "python313");
    }

    #[test]
    fn without_a_pin_the_python_is_as_near_as_possible_to_that_of_nixpkgs() {
        assert_eq!(chosen(">=3.11", ""), "python313");
        assert_eq!(chosen(">=3.14", ""), "python314");
        assert_eq!(chosen("<3.12", "not a version"), "python311");
    }

    #[test]
    fn a_python_that_few_systems_have_is_not_chosen() {
        let narrow =
            "supported-markers = [\"sys_platform == 'darwin'\", \"python_version < '3.13'\"]";
        let choice = choice(narrow, ">=3.12", "");
        assert_eq!((choice.attribute().as_str(), choice.systems.len()), ("python312", 3));
    }

    #[test]
    fn a_minor_version_that_is_split_does_not_count_twice() {
        let split = "[[package]]\nname = 'a'\nversion = '1'\nsource = { virtual = '.' }\n\
                     dependencies = [{ name = 'b', marker = \"python_full_version < '3.11.3'\" }]\n\
                     [[package]]\nname = 'b'\nversion = '1'\nsource = { directory = 'b' }\n";
        assert_eq!(choice(split, ">=3.11", "").attribute(), "python313");
    }

    #[test]
    fn pins_are_read_as_uv_reads_them() {
        assert_eq!(read_pin("3.13.1t").unwrap().version(), "3.13t");
        assert_eq!(read_pin("pypy@3.11").unwrap().version(), "pypy3.11");
        assert_eq!(read_pin("graalpy-3.11"), None);
    }

    #[test]
    fn what_nixpkgs_dropped_needs_an_older_release() {
        let of = |python: &str, systems: &[System]| PythonChoice {
            python: python.parse().unwrap(),
            systems: systems.iter().copied().collect(),
        };
        let linux = System::X86_64Linux;
        assert_eq!(of("3.12", &[linux]).older_release(), None);
        let both = of("3.10", &[linux, System::X86_64Darwin]).older_release();
        assert_eq!(both, Some(("26.05", "Python 3.10 and x86_64-darwin".to_owned())));
    }
}
