//! The wheels of a package, by scope.

use std::collections::{BTreeMap, BTreeSet};

use crate::environment::Environments;
use crate::lock::wheel::WheelName;
use crate::lock::{File, Package};
use crate::resolution::installed::Installed;

/// The wheels of a package that some environment installs.
#[derive(Debug, Default)]
pub struct Wheels<'l> {
    /// The one for all environments that have none of their own.
    pub pure: Option<&'l File>,
    /// The wheels for particular scopes.
    pub by_scope: BTreeMap<&'l str, &'l File>,
    /// The tags of all wheels, if some environment can install nothing.
    pub rejected: Option<BTreeSet<&'l str>>,
}

impl<'l> Wheels<'l> {
    pub(super) fn of(
        installed: &Installed<'l>,
        package: &'l Package,
        environments: &'l Environments,
    ) -> Self {
        let mut wheels = Self::default();
        if installed.missing().is_some() {
            wheels.rejected = Some(package.wheels.iter().map(tags).collect());
        }
        let is_pure =
            |wheel: &File| WheelName::parse(wheel.name.as_str()).is_some_and(|name| name.is_pure());
        let all =
            Vec::from_iter(installed.wheels().map(|(wheel, set)| (wheel, set, is_pure(wheel))));
        let is_everywhere = all.len() == installed.artifacts.iter().len();
        let has_one_pure = all.iter().filter(|(_, _, is_pure)| *is_pure).count() == 1;
        for (wheel, set, is_pure) in all {
            // Where nothing fits, falling back to a pure wheel would be wrong.
            if is_pure && has_one_pure && is_everywhere {
                wheels.pure = Some(wheel);
            } else {
                let scopes = environments.cover(set, &installed.present);
                wheels.by_scope.extend(scopes.into_iter().map(|scope| (scope, wheel)));
            }
        }
        wheels
    }
}

/// `cp312-cp312-manylinux_2_17_x86_64`, or the whole name where it cannot be read.
fn tags(wheel: &File) -> &str {
    let name = wheel.name.as_str();
    let stem = name.strip_suffix(".whl").unwrap_or(name);
    let start = stem.rmatch_indices('-').nth(2).map_or(0, |(index, _)| index + 1);
    &stem[start..]
}
