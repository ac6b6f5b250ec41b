//! Where a fact holds: in which environments, and for which choices.

use std::collections::{BTreeMap, BTreeSet};

use crate::environment::{EnvironmentId, EnvironmentSet, Environments};

/// Where something holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'l> {
    /// In these scopes; none: in every environment that there is.
    pub environments: Option<BTreeSet<&'l str>>,
    /// For these choices: alternatives, each of choices that are made or not; none: for all.
    pub when: Vec<Vec<String>>,
}

/// A fact about a package, with what holds in some places only.
#[derive(Debug, Default)]
pub struct ByPlace<'l, T> {
    /// What holds wherever the package is.
    pub everywhere: T,
    /// What holds besides, by place.
    pub conditional: BTreeMap<Place<'l>, T>,
}

impl<'l> Place<'l> {
    /// The environments of a set, out of those `within` another.
    pub(super) fn among(
        environments: &'l Environments,
        set: &EnvironmentSet,
        within: &EnvironmentSet,
    ) -> Self {
        Self {
            environments: (set != within).then(|| environments.cover(set, within)),
            when: Vec::new(),
        }
    }

    /// Whether it is in all environments and for all choices.
    #[must_use]
    pub fn is_everywhere(&self) -> bool {
        self.environments.is_none() && self.when.is_empty()
    }

    /// Whether an environment has it for some choices at least.
    #[must_use]
    pub fn is_in(&self, id: EnvironmentId, environments: &Environments) -> bool {
        self.environments.as_ref().is_none_or(|scopes| environments.is_in(id, scopes))
    }
}

impl<'l, T: Default> ByPlace<'l, T> {
    /// What holds at a place, to be added to.
    pub(super) fn at(&mut self, place: Place<'l>) -> &mut T {
        if place.is_everywhere() {
            &mut self.everywhere
        } else {
            self.conditional.entry(place).or_default()
        }
    }
}
