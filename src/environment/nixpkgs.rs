//! The Pythons and systems of nixpkgs, which are the default environments.
//!
//! Source: nixpkgs 26.11 as of November 2026: `pkgs/development/interpreters/python`, and the release notes
//! for CPython 3.10 and `x86_64-darwin`, which it no longer has. nixpkgs 26.05 has both.

use std::ops::RangeInclusive;

use super::{Implementation, Python, System, SystemName};

/// The release that the tables describe.
pub const RELEASE: &str = "26.11";

/// The branch of NixOS/nixpkgs with that release.
pub const BRANCH: &str = "nixos-unstable";

/// The Python that nixpkgs calls `python3`, and for which its binary cache has packages.
pub const PYTHON3: Python = Python::cpython(13);

/// The systems that nixpkgs supports with a binary cache.
pub const SYSTEMS: [SystemName; 3] = [
    SystemName::usual(System::Aarch64Darwin),
    SystemName::usual(System::Aarch64Linux),
    SystemName::usual(System::X86_64Linux),
];

/// The minor versions of CPython.
const CPYTHONS: RangeInclusive<u64> = 11..=15;
/// Those that are also built without the global interpreter lock.
const FREE_THREADED: RangeInclusive<u64> = 13..=15;
/// The minor versions of Python that PyPy implements.
const PYPYS: RangeInclusive<u64> = 10..=11;

/// The last release with a Python or a system that later releases do not have.
const LAST_RELEASE: &str = "26.05";

/// Every CPython of nixpkgs, from old to new.
pub fn pythons() -> impl Iterator<Item = Python> {
    CPYTHONS.map(Python::cpython)
}

/// Whether nixpkgs has an interpreter.
#[must_use]
pub fn has(python: Python) -> bool {
    match python.implementation {
        Implementation::CPython => CPYTHONS,
        Implementation::FreeThreaded => FREE_THREADED,
        Implementation::PyPy => PYPYS,
    }
    .contains(&python.minor)
}

/// The last release of nixpkgs with a Python that it no longer has; `None` if it still has it, or if that is
/// not known.
#[must_use]
pub fn last_release_with_python(python: Python) -> Option<&'static str> {
    (python == Python::cpython(10)).then_some(LAST_RELEASE)
}

/// The last release of nixpkgs with a system that it no longer has.
#[must_use]
pub fn last_release_with_system(system: System) -> Option<&'static str> {
    (system == System::X86_64Darwin).then_some(LAST_RELEASE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interpreter_that_nixpkgs_dropped_is_in_an_older_release() {
        let python = |name: &str| name.parse().unwrap();
        assert!(has(python("3.11")) && has(python("3.13t")) && has(python("pypy3.11")));
        assert!(!has(python("3.10")) && !has(python("3.12t")) && !has(python("3.16")));
        assert_eq!(last_release_with_python(python("3.12")), None);
        assert_eq!(last_release_with_python(python("3.10")), Some("26.05"));
        assert_eq!(last_release_with_python(python("3.9")), None);
    }

    #[test]
    fn no_default_system_needs_an_older_release() {
        assert!(SYSTEMS.iter().all(|name| last_release_with_system(name.system).is_none()));
        assert_eq!(last_release_with_system(System::X86_64Darwin), Some("26.05"));
    }
}
