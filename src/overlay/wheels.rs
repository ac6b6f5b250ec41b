//! Which wheels of a package there are to take.

use std::collections::{BTreeMap, BTreeSet};

use super::Merge;
use crate::artifact::Candidates;
use crate::environment::EnvironmentSet;
use crate::lock::{Package, Source, Wheel};
use crate::settings::{PackageSettings, SourcePreference};
use crate::wheel::WheelName;

/// The wheels of a package that some environment takes.
#[derive(Debug, Default)]
pub struct Wheels<'l> {
    /// The one for all environments that have none of their own.
    pub pure: Option<&'l Wheel>,
    /// Those for particular scopes.
    pub by_scope: BTreeMap<&'l str, &'l Wheel>,
    /// Whether some environment takes none of them.
    pub leave_some_out: bool,
    /// The tags of all wheels, where some environment has neither a wheel nor an sdist to take.
    pub rejected: BTreeSet<&'l str>,
}

impl<'l> Wheels<'l> {
    /// Each of them.
    pub fn each(&self) -> impl Iterator<Item = &'l Wheel> {
        self.pure.into_iter().chain(self.by_scope.values().copied())
    }
}

impl<'l> Merge<'l> {
    pub(super) fn wheels(&self, package: &'l Package, present: &EnvironmentSet) -> Wheels<'l> {
        let candidates = self.candidates(package);
        let mut chosen: Vec<(&Wheel, WheelName<'l>, EnvironmentSet)> = Vec::new();
        let mut without = self.resolved.environments.none();
        for index in present.ones() {
            let Some(best) = candidates.best(&self.resolved.environments[index]) else {
                without.insert(index);
                continue;
            };
            let known = chosen.iter_mut().find(|(wheel, ..)| std::ptr::eq(*wheel, best.wheel));
            if let Some((.., set)) = known {
                set.insert(index);
            } else {
                let set = self.resolved.environments.set(|other| other == index);
                chosen.push((best.wheel, best.name, set));
            }
        }

        let is_remote = match &package.source {
            Source::Registry(_) | Source::Url { .. } | Source::Path(_) => true,
            Source::Git(git) => git.archive.is_some(),
            Source::Directory(_) | Source::Editable(_) | Source::Virtual(_) => false,
        };
        let mut wheels = Wheels { leave_some_out: !without.is_clear(), ..Wheels::default() };
        let cannot_be_built = package.sdist.is_none() || self.must_not_be_built(package);
        if is_remote && cannot_be_built && !without.is_clear() {
            wheels.rejected = package.wheels.iter().map(tags).collect();
        }
        let pure = chosen.iter().filter(|(_, name, _)| name.is_pure()).count();
        for (wheel, name, set) in chosen {
            // Where nothing fits, falling back to a pure wheel would be wrong.
            if name.is_pure() && pure == 1 && without.is_clear() {
                wheels.pure = Some(wheel);
            } else {
                let scopes = self.resolved.environments.cover(&set, present);
                wheels.by_scope.extend(scopes.into_iter().map(|scope| (scope, wheel)));
            }
        }
        wheels
    }
}

impl<'l> Merge<'l> {
    /// The wheels that the settings leave.
    fn candidates(&self, package: &'l Package) -> Candidates<'l> {
        let (name, has_sdist) = (&package.name, package.sdist.is_some());
        let stated = self.settings.packages.get(name).and_then(PackageSettings::source);
        let is_refused = self.settings.uv.refuses_wheels(name).is_some();
        if is_refused || (has_sdist && stated == Some(SourcePreference::Sdist)) {
            return Candidates::default();
        }
        Candidates::of(package)
    }

    /// Whether `no-build` is for it. uv lets off what is editable.
    pub(super) fn must_not_be_built(&self, package: &Package) -> bool {
        !matches!(package.source, Source::Editable(_) | Source::Virtual(_))
            && self.settings.uv.refuses_builds(&package.name).is_some()
    }

    /// Why nothing can be done with a package for which neither a wheel nor a build is allowed.
    pub(super) fn refusal(&self, package: &Package) -> Option<&'static str> {
        let is_a_tree = match &package.source {
            Source::Git(git) => git.archive.is_none(),
            Source::Directory(_) => true,
            _ => false,
        };
        let has_built_files = package.sdist.is_some() || is_a_tree;
        if self.must_not_be_built(package) && has_built_files {
            Some("`no-build` in [tool.uv] keeps it from being built")
        } else if self.settings.uv.refuses_wheels(&package.name).is_some()
            && package.sdist.is_none()
            && !package.wheels.is_empty()
        {
            Some("it has no sdist, and `no-binary` in [tool.uv] keeps its wheels from being taken")
        } else {
            None
        }
    }
}

/// `cp312-cp312-manylinux_2_17_x86_64`, or the whole name where it cannot be read.
fn tags(wheel: &Wheel) -> &str {
    let stem = wheel.filename.strip_suffix(".whl").unwrap_or(&wheel.filename);
    let start = stem.rmatch_indices('-').nth(2).map_or(0, |(index, _)| index + 1);
    &stem[start..]
}
