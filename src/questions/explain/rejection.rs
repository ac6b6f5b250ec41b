//! The reasons why no environment uses a wheel.

use serde::Serialize;

use crate::environment::{EnvironmentSet, Environments, TagPart};
use crate::lock::wheel::WheelName;
use crate::lock::{File, Package};
use crate::resolution::artifact::Artifact;
use crate::resolution::installed::Installed;

/// A wheel that no environment takes.
#[derive(Debug, Serialize)]
pub struct Rejected {
    /// The name of the file.
    pub file: String,
    /// The reasons, the most frequent one first.
    pub reasons: Vec<Rejection>,
}

/// The reason why some environments do not use a wheel.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Rejection {
    /// Their scopes; none: all that have the package.
    pub environments: Option<Vec<String>>,
    /// The part of its tag that does not fit; `None` if the tag fits.
    pub part: Option<TagPart>,
    /// Why not.
    pub reason: String,
}

/// A reason, and the part of the tag that it is about.
type Reason = (Option<TagPart>, String);

/// The wheels of a package that no environment installs.
pub(super) fn rejected(
    package: &Package,
    installed: &Installed<'_>,
    environments: &Environments,
) -> Vec<Rejected> {
    let is_taken = |wheel: &File| installed.wheels().any(|(it, _)| std::ptr::eq(it, wheel));
    let search = ReasonSearch { installed, environments };
    let rejected = package
        .wheels
        .iter()
        .filter(|wheel| !is_taken(wheel))
        .map(|wheel| Rejected { file: wheel.name.to_string(), reasons: search.reasons(wheel) });
    rejected.collect()
}

/// The search for the reasons why a wheel is not installed.
struct ReasonSearch<'a> {
    installed: &'a Installed<'a>,
    environments: &'a Environments,
}

impl ReasonSearch<'_> {
    /// The smallest number of reasons that covers all environments.
    fn reasons(&self, wheel: &File) -> Vec<Rejection> {
        let present = &self.installed.present;
        let mut by_reason = self.every_reason(wheel);
        let mut rejections = Vec::new();
        let mut open = present.clone();
        while !open.is_clear() {
            let most = by_reason.iter().enumerate().max_by_key(|(index, (_, set))| {
                (set.intersection_count(&open), std::cmp::Reverse(*index))
            });
            let index = most.map(|(index, _)| index).expect("each environment has a reason");
            let ((part, reason), set) = by_reason.swap_remove(index);
            let here = &set & &open;
            open.difference_with(&set);
            let cover = || self.environments.cover(&here, present);
            let environments =
                (here != *present).then(|| cover().into_iter().map(str::to_owned).collect());
            rejections.push(Rejection { environments, part, reason });
        }
        rejections
    }

    fn every_reason(&self, wheel: &File) -> Vec<(Reason, EnvironmentSet)> {
        let mut by_reason: Vec<(Reason, EnvironmentSet)> = Vec::new();
        let name = WheelName::parse(wheel.name.as_str());
        for index in self.installed.present.ones() {
            let reasons = match &name {
                None => vec![(None, "invalid file name".to_owned())],
                Some(name) => self.misfits(name, index),
            };
            for reason in reasons {
                let known = by_reason.iter_mut().find(|(known, _)| *known == reason);
                if let Some((_, set)) = known {
                    set.insert(index);
                } else {
                    let set = self.environments.set(|it| it == index);
                    by_reason.push((reason, set));
                }
            }
        }
        by_reason
    }

    /// The reasons why the tag that fits best does not fit.
    fn misfits(&self, name: &WheelName<'_>, index: usize) -> Vec<Reason> {
        let environment = &self.environments[index];
        let tags = Vec::from_iter(name.tags());
        let fits = tags.iter().map(|tag| environment.fit(tag));
        let best = fits.min_by_key(|fit| fit.err().map_or(0, |misfit| misfit.count()));
        let Some(Err(misfit)) = best else {
            let reason = match self.installed.in_environment(index) {
                Some(Artifact::Wheel(_)) => "another wheel is preferred",
                _ => "excluded by the settings",
            };
            return vec![(None, reason.to_owned())];
        };
        misfit.reasons().map(|(part, reason)| (Some(part), reason)).collect()
    }
}
