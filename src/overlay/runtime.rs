//! What a package needs when it runs, which nothing in its files declares: libraries that it opens by name, and
//! programs that it calls.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::libraries::in_nixpkgs;
use super::{Inputs, Variant};
use crate::lock::Source;
use crate::project::settings::{AutomaticLibraries, RuntimePrograms};

/// The needs of one package when it runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RuntimeNeeds<'l> {
    /// Each library, with the attributes of nixpkgs that have it: the first one that exists is right.
    pub libraries: BTreeMap<&'l str, OpenedLibrary<'l>>,
    /// For each program the attributes of nixpkgs that have it.
    pub programs: Vec<Vec<&'l str>>,
}

/// A library that a package opens by name.
#[derive(Debug, PartialEq, Eq)]
pub struct OpenedLibrary<'l> {
    /// The attributes of nixpkgs that have it.
    pub attributes: Vec<&'l str>,
    /// Whether the wheels for a platform contain it.
    pub is_in_wheels: bool,
}

/// A line of the table of libraries.
struct Line {
    /// The packages with which it needs none of them.
    instead: Vec<&'static str>,
    is_in_wheels: bool,
    libraries: Vec<&'static str>,
}

static LIBRARIES: LazyLock<BTreeMap<&str, Line>> = LazyLock::new(|| {
    let lines = lines(include_str!("runtime/libraries.txt")).map(|(name, words)| {
        let instead = words.iter().filter_map(|word| word.strip_prefix('!')).collect();
        let is_in_wheels = words.contains(&"*");
        let libraries = words.into_iter().filter(|word| word.starts_with("lib")).collect();
        (name, Line { instead, is_in_wheels, libraries })
    });
    lines.collect()
});

static PROGRAMS: LazyLock<BTreeMap<&str, Vec<Vec<&str>>>> = LazyLock::new(|| {
    let mut programs: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (name, attributes) in lines(include_str!("runtime/programs.txt")) {
        programs.entry(name).or_default().push(attributes);
    }
    programs
});

/// The lines of a table: a name, and the words after it.
fn lines(table: &'static str) -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let mut words = line.split(' ');
        (words.next().unwrap_or_default(), words.collect())
    })
}

impl<'l> RuntimeNeeds<'l> {
    /// The needs of a variant. `is_present` says whether the lock has a package. What the user states wins.
    pub(super) fn of(
        variant: &Variant<'l>,
        inputs: Inputs<'l>,
        is_present: impl Fn(&str) -> bool,
    ) -> Self {
        let settings = inputs.settings().packages.get(&variant.package.name);
        if settings.is_some_and(|it| it.nixpkgs.is_some()) {
            return Self::default();
        }
        // The tables are about packages of an index. A local package may have the same name by chance.
        let is_local = matches!(
            variant.package.source,
            Source::Directory(_) | Source::Editable(_) | Source::Virtual(_)
        );
        let name = Some(variant.package.name.as_ref()).filter(|_| !is_local);
        let native = settings.map(|it| &it.native);
        let known = name.and_then(|name| LIBRARIES.get(name));
        let known = known.filter(|line| !line.instead.iter().any(|other| is_present(other)));
        let libraries = match native.map(|it| &it.runtime_libraries) {
            Some(AutomaticLibraries::Off) => BTreeMap::new(),
            stated => {
                let mut libraries: BTreeMap<_, _> =
                    known.into_iter().flat_map(Line::libraries).collect();
                let stated = stated.into_iter().flat_map(AutomaticLibraries::stated);
                libraries.extend(stated.map(|(library, attribute)| {
                    let attributes = vec![attribute.as_str()];
                    (library.as_str(), OpenedLibrary { attributes, is_in_wheels: false })
                }));
                libraries
            }
        };
        let programs = match native.map(|it| &it.runtime_programs) {
            Some(RuntimePrograms::Stated(paths)) => {
                paths.iter().map(|path| vec![path.as_str()]).collect()
            }
            Some(RuntimePrograms::Known) | None => {
                name.and_then(|name| PROGRAMS.get(name)).cloned().unwrap_or_default()
            }
        };
        Self { libraries, programs }
    }
}

impl Line {
    fn libraries(&self) -> impl Iterator<Item = (&'static str, OpenedLibrary<'static>)> {
        self.libraries.iter().map(|library| {
            let attributes = in_nixpkgs(library).unwrap_or_default().to_vec();
            (*library, OpenedLibrary { attributes, is_in_wheels: self.is_in_wheels })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use pep508_rs::PackageName;

    use super::*;
    use crate::project::settings::NixPath;

    #[test]
    fn each_library_of_the_table_is_in_nixpkgs() {
        for (name, line) in LIBRARIES.iter() {
            assert_eq!(PackageName::from_str(name).unwrap().as_ref(), *name);
            assert!(!line.libraries.is_empty(), "{name}");
            for library in &line.libraries {
                assert!(in_nixpkgs(library).is_some(), "{name}: {library}");
            }
        }
    }

    #[test]
    fn each_program_of_the_table_has_attributes_that_are_paths() {
        for (name, programs) in PROGRAMS.iter() {
            assert_eq!(PackageName::from_str(name).unwrap().as_ref(), *name);
            for attributes in programs {
                assert!(!attributes.is_empty(), "{name}");
                assert!(attributes.iter().all(|it| NixPath::from_str(it).is_ok()), "{name}");
            }
        }
    }
}
