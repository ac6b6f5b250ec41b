//! The wheels of a package, by scope.

use std::collections::{BTreeMap, BTreeSet};

use super::Merge;
use crate::environment::{Environment, EnvironmentSet};
use crate::lock::wheel::WheelName;
use crate::lock::{Package, Source, Wheel};
use crate::resolution::artifact::{Candidates, Fitting, must_not_be_built};

/// The wheels of a package that some environment takes.
#[derive(Debug, Default)]
pub struct Wheels<'l> {
    /// The one for all environments that have none of their own.
    pub pure: Option<&'l Wheel>,
    /// The wheels for particular scopes.
    pub by_scope: BTreeMap<&'l str, &'l Wheel>,
    /// Whether some environment takes none of them.
    pub leave_some_out: bool,
    /// The tags of all wheels, if some environment has neither a wheel nor an sdist.
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
        let candidates = Candidates::left_by(self.settings, package);
        let mut chosen: Vec<(&Wheel, WheelName<'l>, EnvironmentSet)> = Vec::new();
        let mut without = self.resolved.environments.none();
        // Environments are in the order of their interpreters.
        let mut fitting: Option<Fitting<'l>> = None;
        for index in present.ones() {
            let Environment { interpreter, platform } = self.resolved.environments[index];
            let known = fitting.take().filter(|known| known.interpreter == interpreter);
            let fitting =
                fitting.insert(known.unwrap_or_else(|| candidates.of_interpreter(interpreter)));
            let Some(best) = fitting.best(platform) else {
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

        let has_archives =
            !package.source.is_tree() && !matches!(package.source, Source::Virtual(_));
        let mut wheels = Wheels { leave_some_out: !without.is_clear(), ..Wheels::default() };
        let cannot_be_built = package.sdist.is_none() || must_not_be_built(self.settings, package);
        if has_archives && cannot_be_built && !without.is_clear() {
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

/// `cp312-cp312-manylinux_2_17_x86_64`, or the whole name where it cannot be read.
fn tags(wheel: &Wheel) -> &str {
    let stem = wheel.filename.strip_suffix(".whl").unwrap_or(&wheel.filename);
    let start = stem.rmatch_indices('-').nth(2).map_or(0, |(index, _)| index + 1);
    &stem[start..]
}
