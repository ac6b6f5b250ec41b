//! The packages that a package needs, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{ExtraName, PackageName};

use super::system::fits;
use crate::overlay::Variant;

type Packages<'l> = BTreeMap<&'l PackageName, Vec<Variant<'l>>>;

/// A package, or one of its extras.
type Node<'l> = (&'l PackageName, Option<&'l ExtraName>);

/// The dependencies of all environments and choices together: what holds for one of them is an edge.
pub(super) struct Closures<'o, 'l> {
    packages: &'o Packages<'l>,
}

impl<'o, 'l> Closures<'o, 'l> {
    pub(super) fn of(packages: &'o Packages<'l>) -> Self {
        Self { packages }
    }

    /// The packages that `root` needs, and those that fit the patterns `undeclared`; without those that need
    /// it too: a derivation cannot need itself.
    pub(super) fn below(
        &self,
        root: &'l PackageName,
        undeclared: &[&str],
    ) -> BTreeSet<&'l PackageName> {
        let mut below = self.reached(root);
        let is_undeclared =
            |name: &&PackageName| undeclared.iter().any(|pattern| fits(pattern, name.as_ref()));
        below.extend(self.packages.keys().copied().filter(is_undeclared));
        below.remove(root);
        below.retain(|other| !self.reached(other).contains(root));
        below
    }

    fn reached(&self, root: &'l PackageName) -> BTreeSet<&'l PackageName> {
        let mut seen: BTreeSet<Node<'l>> = BTreeSet::new();
        let mut open = self.direct((root, None));
        while let Some(node) = open.pop() {
            if seen.insert(node) {
                open.extend(self.direct(node));
            }
        }
        seen.into_iter().map(|(name, _)| name).collect()
    }

    fn direct(&self, (name, extra): Node<'l>) -> Vec<Node<'l>> {
        let variants = self.packages.get(name).into_iter().flatten();
        let dependencies = variants.flat_map(|it| {
            it.dependencies.conditional.values().chain([&it.dependencies.everywhere])
        });
        let edges = dependencies.filter_map(|dependencies| match extra {
            None => Some(&dependencies.required),
            Some(extra) => dependencies.extras.get(extra),
        });
        let nodes = edges.flatten().flat_map(|(name, extras)| {
            extras.iter().map(|extra| (*name, Some(*extra))).chain([(*name, None)])
        });
        nodes.collect()
    }
}
