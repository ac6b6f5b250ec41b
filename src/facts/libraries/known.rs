//! The libraries of popular wheels, which were read once: nobody has to fetch them to know.

use std::sync::{LazyLock, OnceLock};

use super::WheelLibraries;
use crate::text::bytes::{split, split_once, strip_prefix};

/// It was read from the wheels that it names; `tests/native/table` does that again.
const TABLE: &str = include_str!("known.txt");

/// The entries, sorted by package.
static KNOWN: LazyLock<Vec<(&str, Entry)>> = LazyLock::new(|| entries(TABLE));

/// A package of the table. Its lines are read when they are asked for: few packages of a lock are.
struct Entry {
    version: &'static str,
    lines: &'static str,
    libraries: OnceLock<WheelLibraries>,
}

/// The libraries of the wheels of one version of a package.
#[derive(Debug, Clone, Copy)]
pub struct KnownLibraries {
    /// The version that was read.
    pub version: &'static str,
    /// Its libraries.
    pub libraries: &'static WheelLibraries,
}

/// The libraries of a package's wheels, if the table has them.
#[must_use]
pub fn known_libraries(package: &str) -> Option<KnownLibraries> {
    let place = KNOWN.binary_search_by(|(name, _)| (*name).cmp(package)).ok()?;
    let (_, Entry { version, lines, libraries }) = &KNOWN[place];
    let after = |prefix| {
        let lines = split(lines, b'\n').filter_map(|line| line.strip_prefix(prefix));
        lines.map(str::to_owned).collect()
    };
    let libraries =
        libraries.get_or_init(|| WheelLibraries { needs: after("< "), provides: after("> ") });
    Some(KnownLibraries { version, libraries })
}

/// `= NAME VERSION` begins a package; `< NAME` is a library that it needs, `> NAME` one that it provides.
/// The packages are sorted by name.
fn entries(table: &'static str) -> Vec<(&'static str, Entry)> {
    let entry = |text| {
        let (head, lines) = split_once(text, b'\n')?;
        let (name, version) = split_once(strip_prefix(head, b' ')?, b' ')?;
        Some((name, Entry { version, lines, libraries: OnceLock::new() }))
    };
    let entries = split(table, b'=').skip(1);
    entries
        .map(|text| entry(text).expect("the table has a name and a version behind each `=`"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_by_package() {
        assert!(KNOWN.is_sorted_by(|(name, _), (next, _)| name < next));
    }

    #[test]
    fn popular_wheels_are_known_whether_they_need_anything_or_not() {
        let numpy = known_libraries("numpy").unwrap();
        assert!(
            numpy.libraries.needs.is_empty()
                && numpy.version.starts_with(|it: char| it.is_ascii_digit())
        );
        let torch = known_libraries("torch").unwrap().libraries;
        assert!(torch.needs.contains("libcuda.so.1") && torch.provides.contains("libc10.so"));
        assert!(known_libraries("no-such-package").is_none());
    }
}
