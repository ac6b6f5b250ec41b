//! What a local package required when it was locked: `[package.metadata]`.

use std::collections::{BTreeMap, BTreeSet};

use pep440_rs::{Operator, Version, VersionSpecifiers};
use pep508_rs::{ExtraName, PackageName};

use super::marker::Marker;

/// The requirements of a local package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// Those of the package and of its extras, which are in the markers.
    pub requirements: Vec<Requirement>,
    /// Its extras; older locks do not list them.
    pub extras: BTreeSet<ExtraName>,
    /// Those of its dependency groups.
    pub groups: BTreeMap<ExtraName, Vec<Requirement>>,
}

/// A requirement, as far as it decides what is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Requirement {
    /// The package.
    pub name: PackageName,
    /// Its requested extras.
    pub extras: BTreeSet<ExtraName>,
    /// The versions that will do.
    pub specifiers: Specifiers,
    /// Whether it comes from elsewhere than an index: then the lock has no versions that will do.
    pub is_elsewhere: bool,
    /// Where it is needed.
    pub marker: Marker,
}

impl Requirement {
    /// Whether both require the same. The lock has no versions of what comes from elsewhere, and `[tool.uv.sources]`
    /// can send a requirement there.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        self.name == other.name
            && self.marker == other.marker
            && self.extras == other.extras
            && (self.is_elsewhere || other.is_elsewhere || self.specifiers == other.specifiers)
    }
}

/// Version specifiers: their order does not matter.
pub(crate) type Specifiers = BTreeSet<(Operator, Version)>;

/// The specifiers of a list.
pub(crate) fn specifiers(list: &VersionSpecifiers) -> Specifiers {
    list.iter().map(|it| (*it.operator(), it.version().clone())).collect()
}
