//! The packages that something of `[tool.uv]` is for.

use std::collections::BTreeMap;

use pep508_rs::PackageName;

use super::super::keys::FLAG;
use super::super::table::Table;
use super::super::value::{Value, boolean, list, parsed, placed};
use crate::lock::Span;

/// The packages that a pair of settings such as `no-build` and `no-build-package` is for.
#[derive(Debug, Clone, Default)]
pub enum PackageSelection {
    /// None of them.
    #[default]
    Nothing,
    /// Every package, with the place of the setting.
    All(Span),
    /// These, each with the place that names it.
    Named(BTreeMap<PackageName, Span>),
}

impl PackageSelection {
    /// Whether a package is among them.
    #[must_use]
    pub fn has(&self, package: &PackageName) -> bool {
        self.place_of(package, &Self::Nothing).is_some()
    }

    /// Where a package is selected. Of all packages, those that `others` names are left out.
    pub(super) fn place_of(&self, package: &PackageName, others: &Self) -> Option<&Span> {
        match (self, others) {
            (Self::Nothing, _) => None,
            (Self::All(_), Self::Named(others)) if others.contains_key(package) => None,
            (Self::All(place), _) => Some(place),
            (Self::Named(packages), _) => packages.get(package),
        }
    }

    /// Reads a key and the same key with `-package`, which counts only where the first is not there.
    pub(super) fn read(table: &Table, key: &str) -> Self {
        let all = |value: &Value| placed(value, boolean);
        let all = table.read_as(key, FLAG, all);
        let form = "a list of packages, such as `[\"numpy\"]`";
        let packages = |value: &Value| list(value, |value| placed(value, parsed));
        let named = table.read_as(&format!("{key}-package"), form, packages);
        match (all, named) {
            (Some(all), _) if *all.get_ref() => Self::All(all.span()),
            (None, Some(named)) => {
                let named = named.into_iter().map(|name| (name.span(), name.into_inner()));
                Self::Named(named.map(|(span, name)| (name, span)).collect())
            }
            _ => Self::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> PackageSelection {
        Table::read_file(text, |table| PackageSelection::read(&table, "no-build")).unwrap()
    }

    #[test]
    fn a_list_counts_where_nothing_is_said_of_all() {
        let numpy = "numpy".parse().unwrap();
        assert!(read("no-build-package = ['NumPy']").has(&numpy));
        assert!(!read("no-build-package = ['numpy-stl']").has(&numpy));
        assert!(!read("no-build = false\nno-build-package = ['numpy']").has(&numpy));
        assert!(read("no-build = true\nno-build-package = []").has(&numpy));
    }
}
