//! The libraries of popular wheels, which were read once: nobody has to fetch them to know.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use super::WheelLibraries;

/// It was read from the wheels that it names; `tests/native/table` does that again.
const TABLE: &str = include_str!("known.txt");

static KNOWN: LazyLock<BTreeMap<&str, Entry>> = LazyLock::new(|| entries(TABLE));

/// A package of the table. Its lines are read when they are asked for: few packages of a lock are.
struct Entry {
    version: &'static str,
    lines: Vec<&'static str>,
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
    let Entry { version, lines, libraries } = KNOWN.get(package)?;
    let after = |prefix| {
        lines.iter().filter_map(move |line| line.strip_prefix(prefix)).map(str::to_owned).collect()
    };
    let libraries =
        libraries.get_or_init(|| WheelLibraries { needs: after("< "), provides: after("> ") });
    Some(KnownLibraries { version, libraries })
}

/// `NAME VERSION` begins a package; `< NAME` is a library that it needs, `> NAME` one that it provides.
fn entries(table: &'static str) -> BTreeMap<&'static str, Entry> {
    let mut packages: Vec<(&str, Entry)> = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let is_of_last = line.starts_with(['<', '>']);
        if let Some((_, entry)) = packages.last_mut().filter(|_| is_of_last) {
            entry.lines.push(line);
        } else {
            let (name, version) = line.split_once(' ').unwrap_or((line, ""));
            let entry = Entry { version, lines: Vec::new(), libraries: OnceLock::new() };
            packages.push((name, entry));
        }
    }
    packages.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
