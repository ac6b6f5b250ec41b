//! Environments by number, and sets of them.

use std::ops::BitAnd;

use fixedbitset::FixedBitSet;

/// One of the environments of an [`Environments`](super::Environments).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnvironmentId(usize);

/// Some of the environments of an [`Environments`](super::Environments).
#[derive(Debug, Clone, Default)]
pub struct EnvironmentSet(FixedBitSet);

/// Keys, each with its environments, in the order of the first of these. An environment has one key, or none.
#[derive(Debug, Clone)]
pub struct ByEnvironment<K>(Vec<(K, EnvironmentSet)>);

impl EnvironmentId {
    pub(super) const fn new(index: usize) -> Self {
        Self(index)
    }

    /// Its place in the order of the environments, from 0.
    pub(crate) const fn index(self) -> usize {
        self.0
    }
}

impl EnvironmentSet {
    /// Whether it has no environment.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_clear()
    }

    /// The number of its environments.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.count_ones(..)
    }

    /// Whether an environment is one of them.
    #[must_use]
    pub fn contains(&self, environment: EnvironmentId) -> bool {
        self.0.contains(environment.0)
    }

    /// Its environments, in their order.
    pub fn iter(&self) -> impl Iterator<Item = EnvironmentId> {
        self.0.ones().map(EnvironmentId)
    }

    /// Its environment, if it has only one.
    #[must_use]
    pub fn only(&self) -> Option<EnvironmentId> {
        let mut all = self.iter();
        all.next().filter(|_| all.next().is_none())
    }

    /// Whether no environment is in both.
    pub(super) fn is_apart_from(&self, other: &Self) -> bool {
        self.0.is_disjoint(&other.0)
    }

    /// Adds an environment.
    pub fn insert(&mut self, environment: EnvironmentId) {
        self.0.grow_and_insert(environment.0);
    }

    /// Adds the environments of another set.
    pub fn add(&mut self, other: &Self) {
        self.0.union_with(&other.0);
    }

    /// Removes the environments of another set.
    pub fn remove(&mut self, other: &Self) {
        self.0.difference_with(&other.0);
    }
}

/// Sets of the same environments are equal, in whichever way they were made.
impl PartialEq for EnvironmentSet {
    fn eq(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0) && other.0.is_subset(&self.0)
    }
}

impl Eq for EnvironmentSet {}

impl BitAnd for &EnvironmentSet {
    type Output = EnvironmentSet;

    fn bitand(self, other: Self) -> EnvironmentSet {
        EnvironmentSet(&self.0 & &other.0)
    }
}

impl FromIterator<EnvironmentId> for EnvironmentSet {
    fn from_iter<I: IntoIterator<Item = EnvironmentId>>(environments: I) -> Self {
        let mut set = Self::default();
        environments.into_iter().for_each(|it| set.insert(it));
        set
    }
}

impl<K: PartialEq> ByEnvironment<K> {
    /// The environments of a set by their keys.
    #[must_use]
    pub fn of(set: &EnvironmentSet, mut key: impl FnMut(EnvironmentId) -> K) -> Self {
        let mut grouped = Self(Vec::new());
        for environment in set.iter() {
            let key = key(environment);
            match grouped.0.iter_mut().find(|(known, _)| *known == key) {
                Some((_, group)) => group.insert(environment),
                None => grouped.0.push((key, EnvironmentSet::from_iter([environment]))),
            }
        }
        grouped
    }
}

impl<K> ByEnvironment<K> {
    /// Each key with its environments.
    pub fn iter(&self) -> std::slice::Iter<'_, (K, EnvironmentSet)> {
        self.0.iter()
    }

    /// The key of an environment, if it has one.
    #[must_use]
    pub fn get(&self, environment: EnvironmentId) -> Option<&K> {
        self.0.iter().find(|(_, set)| set.contains(environment)).map(|(key, _)| key)
    }
}

impl<K> IntoIterator for ByEnvironment<K> {
    type Item = (K, EnvironmentSet);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'k, K> IntoIterator for &'k ByEnvironment<K> {
    type Item = &'k (K, EnvironmentSet);
    type IntoIter = std::slice::Iter<'k, (K, EnvironmentSet)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(environments: &[usize]) -> EnvironmentSet {
        environments.iter().map(|&it| EnvironmentId(it)).collect()
    }

    #[test]
    fn a_set_is_its_environments_and_not_how_it_was_made() {
        let mut rest = set(&[1, 200]);
        rest.remove(&set(&[200]));
        assert_eq!(rest, set(&[1]));
        assert_eq!(rest.only(), Some(EnvironmentId(1)));
        rest.remove(&set(&[1]));
        assert_eq!((rest.is_empty(), rest), (true, EnvironmentSet::default()));
        assert_ne!(set(&[1]), set(&[1, 200]));
        assert_eq!(&set(&[1, 3, 200]) & &set(&[2, 3]), set(&[3]));
    }

    #[test]
    fn environments_are_grouped_in_the_order_of_the_first_of_each_group() {
        let groups = ByEnvironment::of(&set(&[0, 2, 3, 5]), |it| it.index() % 2 == 0);
        assert_eq!(groups.get(EnvironmentId(5)), Some(&false));
        assert_eq!(groups.get(EnvironmentId(1)), None);
        let expected = [(true, set(&[0, 2])), (false, set(&[3, 5]))];
        assert_eq!(Vec::from_iter(groups), expected);
    }
}
