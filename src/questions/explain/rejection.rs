//! The reasons why no environment uses a wheel.

use schemars::JsonSchema;
use serde::Serialize;

use crate::environment::{EnvironmentId, EnvironmentSet, Environments, TagPart};
use crate::lock::wheel::WheelName;
use crate::lock::{File, Package};
use crate::resolution::artifact::Artifact;
use crate::resolution::installed::Installed;

/// A wheel that no environment takes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Rejected {
    /// The name of the file.
    pub file: String,
    /// The reasons, the most frequent one first.
    pub reasons: Vec<Rejection>,
}

/// The reason why some environments do not use a wheel.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
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
        while !open.is_empty() {
            let most = by_reason
                .iter()
                .enumerate()
                .max_by_key(|(index, (_, set))| ((set & &open).len(), std::cmp::Reverse(*index)));
            let index = most.map(|(index, _)| index).expect("each environment has a reason");
            let ((part, reason), set) = by_reason.swap_remove(index);
            let here = &set & &open;
            open.remove(&set);
            let environments = self.environments.scopes_within(&here, present);
            rejections.push(Rejection { environments, part, reason });
        }
        rejections
    }

    fn every_reason(&self, wheel: &File) -> Vec<(Reason, EnvironmentSet)> {
        let mut by_reason: Vec<(Reason, EnvironmentSet)> = Vec::new();
        let name = WheelName::parse(wheel.name.as_str());
        for id in self.installed.present.iter() {
            let reasons = match &name {
                None => vec![(None, "invalid file name".to_owned())],
                Some(name) => self.misfits(name, id),
            };
            for reason in reasons {
                let known = by_reason.iter_mut().find(|(known, _)| *known == reason);
                match known {
                    Some((_, set)) => set.insert(id),
                    None => by_reason.push((reason, EnvironmentSet::from_iter([id]))),
                }
            }
        }
        by_reason
    }

    /// The reasons why the tag that fits best does not fit.
    fn misfits(&self, name: &WheelName<'_>, id: EnvironmentId) -> Vec<Reason> {
        let environment = &self.environments[id];
        let tags = Vec::from_iter(name.tags());
        let fits = tags.iter().map(|tag| environment.fit(tag));
        let best = fits.min_by_key(|fit| fit.err().map_or(0, |misfit| misfit.count()));
        let Some(Err(misfit)) = best else {
            let reason = match self.installed.in_environment(id) {
                Some(Artifact::Wheel(_)) => "another wheel is preferred",
                _ => "excluded by the settings",
            };
            return vec![(None, reason.to_owned())];
        };
        misfit.reasons().map(|(part, reason)| (Some(part), reason)).collect()
    }
}
