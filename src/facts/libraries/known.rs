//! The libraries of popular wheels, which were read once: nobody has to fetch them to know.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::WheelLibraries;

/// `tests/native/table` wrote it, from the wheels that it names.
const TABLE: &str = include_str!("known.txt");

static KNOWN: LazyLock<BTreeMap<&str, WheelLibraries>> = LazyLock::new(|| parse(TABLE));

/// The libraries of a package's wheels, as they were in the version that was read.
#[must_use]
pub fn known_libraries(package: &str) -> Option<&'static WheelLibraries> {
    KNOWN.get(package)
}

/// `NAME VERSION` begins a package; `< NAME` is a library that it needs, `> NAME` one that it provides.
fn parse(table: &str) -> BTreeMap<&str, WheelLibraries> {
    let mut known: BTreeMap<&str, WheelLibraries> = BTreeMap::new();
    let mut package = "";
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (first, second) = line.split_once(' ').expect("a line has two words");
        match first {
            "<" | ">" => {
                let libraries = known.entry(package).or_default();
                let names =
                    if first == "<" { &mut libraries.needs } else { &mut libraries.provides };
                names.insert(second.to_owned());
            }
            name => {
                package = name;
                known.entry(package).or_default();
            }
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn popular_wheels_are_known_whether_they_need_anything_or_not() {
        let numpy = known_libraries("numpy").unwrap();
        assert!(numpy.needs.is_empty());
        let torch = known_libraries("torch").unwrap();
        assert!(torch.needs.contains("libcuda.so.1") && torch.provides.contains("libc10.so"));
        assert!(known_libraries("no-such-package").is_none());
    }
}
