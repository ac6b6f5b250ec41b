//! The packages whose wheels provide a library.

use std::collections::BTreeSet;

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use pep508_rs::PackageName;

use super::{Known, stem};

/// The providers of all libraries, each list in the order of the packages' names.
#[derive(Default)]
pub(super) struct Providers<'l> {
    by_name: IndexMap<&'l str, Vec<&'l PackageName>, RandomState>,
    /// By the name without a version; with each package, whether its own libraries are those of another version.
    by_stem: IndexMap<&'l str, Vec<(&'l PackageName, bool)>, RandomState>,
}

impl<'l> Providers<'l> {
    /// The providers among these packages, which are sorted by name.
    pub(super) fn among<'k>(
        packages: impl IntoIterator<Item = (&'l PackageName, &'k [Known<'l>])>,
    ) -> Self
    where
        'l: 'k,
    {
        let mut all = Self::default();
        for (name, variants) in packages {
            for known in variants {
                let (libraries, is_of_another_version) = match known {
                    Known::Read(libraries) => (libraries, false),
                    Known::Table(libraries) => (libraries, true),
                    Known::Nothing => continue,
                };
                for library in &libraries.provides {
                    all.by_name.entry(library.as_str()).or_default().push(name);
                    let alike = all.by_stem.entry(stem(library)).or_default();
                    alike.push((name, is_of_another_version));
                }
            }
        }
        all
    }

    /// The first of these packages that provides a library; or, unless both are read from the locked versions, one
    /// of the same name with another version.
    pub(super) fn find(
        &self,
        library: &str,
        is_exact: bool,
        among: &BTreeSet<&'l PackageName>,
    ) -> Option<&'l PackageName> {
        let is_it = self.by_name.get(library).into_iter().flatten().copied();
        let is_like_it = self.by_stem.get(stem(library)).into_iter().flatten();
        let is_like_it = is_like_it.filter(|(_, is_of_another)| !is_exact || *is_of_another);
        let mut all = is_it.chain(is_like_it.map(|(name, _)| *name));
        all.find(|name| among.contains(name))
    }
}
