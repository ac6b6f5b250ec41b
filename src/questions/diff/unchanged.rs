//! Packages that are the same in both locks, which need not be looked at in each environment.

use std::collections::BTreeMap;

use super::Side;
use crate::lock::{Hash, Package, PackageId};
use crate::project::settings::PackageSettings;
use crate::resolution::artifact::{must_not_be_built, refusal};

/// Which packages are unchanged, as far as that was asked.
#[derive(Debug, Default)]
pub(super) struct Unchanged(BTreeMap<(PackageId, PackageId), bool>);

impl Unchanged {
    /// Whether these packages of the one side are just those of the other.
    pub(super) fn are(
        &mut self,
        (old, was): (Side<'_>, &[PackageId]),
        (new, is): (Side<'_>, &[PackageId]),
    ) -> bool {
        was.len() == is.len()
            && was.iter().zip(is).all(|(&was, &is)| {
                let lock = (old.resolved.graph.lock, new.resolved.graph.lock);
                let is_same = || is_same((old, &lock.0[was]), (new, &lock.1[is]));
                *self.0.entry((was, is)).or_insert_with(is_same)
            })
    }
}

fn is_same((old, was): (Side<'_>, &Package), (new, is): (Side<'_>, &Package)) -> bool {
    files(was).eq(files(is))
        && was.version == is.version
        && was.source == is.source
        && decisions(old, was) == decisions(new, is)
}

/// Each file by its name and its hash; an sdist has no name that decides anything.
fn files(package: &Package) -> impl Iterator<Item = (Option<&str>, Option<&Hash>)> {
    let wheels = package.wheels.iter();
    let wheels = wheels.map(|wheel| (Some(wheel.filename.as_str()), wheel.hash.as_ref()));
    wheels.chain(package.sdist.iter().map(|sdist| (None, sdist.hash.as_ref())))
}

/// The settings that affect the choice of a file.
fn decisions(side: Side<'_>, package: &Package) -> impl PartialEq + use<> {
    let own = side.settings.packages.get(&package.name).and_then(PackageSettings::source);
    (
        own,
        side.settings.uv.refuses_wheels(&package.name).is_some(),
        must_not_be_built(side.settings, package),
        refusal(side.settings, package),
    )
}
