//! The Python that the project itself uses: what its environments need is looked up first, and what only others need
//! gets one line.

use std::path::Path;

use indexmap::IndexMap;
use uvnix::environment::{EnvironmentSet, Environments};
use uvnix::overlay::BuiltPackages;
use uvnix::text::printable::{any_of, counted, some_of};

use crate::commands::python;
use crate::console::tell;

/// The environments of a lock, and those of the project's own Python.
pub(crate) struct OwnPython<'e> {
    environments: &'e Environments,
    own: EnvironmentSet,
}

impl<'e> OwnPython<'e> {
    /// The own Python of the project in a folder.
    pub(crate) fn of(folder: &Path, environments: &'e Environments) -> Self {
        Self { environments, own: python::own(folder, environments) }
    }

    /// Whether the own Python is among these environments.
    pub(crate) fn needs(&self, set: &EnvironmentSet) -> bool {
        !(set & &self.own).is_empty()
    }

    /// The packages with their environments, as [`named`] gives them.
    pub(crate) fn named(&self, packages: &BuiltPackages) -> String {
        named(packages, self.environments)
    }

    /// Prints one line about something that failed for packages that only other Pythons need.
    pub(crate) fn fold(&self, failed: &str, packages: &BuiltPackages) {
        if !packages.is_empty() {
            tell(self.folded(failed, packages));
        }
    }

    fn folded(&self, failed: &str, packages: &BuiltPackages) -> String {
        let mut all = EnvironmentSet::default();
        for set in packages.values() {
            all.add(set);
        }
        let environments = self.environments.scopes(&all).unwrap_or_default();
        let count = counted(packages.len(), "package");
        let names = some_of(&Vec::from_iter(packages.keys().cloned()));
        format!(
            "warning: {failed} of {count} that only other Pythons need, in {}: {names}\n  \
             help: leave out the environments that you do not use, in [tool.uvnix.environments]; \
             `uvnix doctor` lists what is missing",
            any_of(&environments)
        )
    }
}

/// `a 1.0, b 1.0; c 1.0 and 12 more (in cp314 or cp315)`
pub(crate) fn named(packages: &BuiltPackages, environments: &Environments) -> String {
    let mut by_scopes: IndexMap<_, Vec<String>> = IndexMap::new();
    for (package, set) in packages {
        by_scopes.entry(environments.scopes(set)).or_default().push(package.clone());
    }
    by_scopes.sort_unstable_keys();
    let groups = by_scopes.iter().map(|(scopes, packages)| match scopes {
        Some(scopes) => format!("{} (in {})", some_of(packages), any_of(scopes)),
        None => some_of(packages),
    });
    Vec::from_iter(groups).join("; ")
}

/// These packages together, each with all of its environments.
pub(crate) fn united<'p>(all: impl Iterator<Item = &'p BuiltPackages>) -> BuiltPackages {
    let mut united = BuiltPackages::new();
    for (package, set) in all.flatten() {
        united.entry(package.clone()).or_default().add(set);
    }
    united
}
