//! The reasons why no environment uses a wheel.

use serde::Serialize;

use crate::environment::{Environment, EnvironmentSet, Misfit, TagPart};
use crate::lock::wheel::WheelName;
use crate::lock::{Package, Wheel};
use crate::resolution::artifact::Candidates;
use crate::resolution::resolved::Resolved;
use crate::text::printable::spelled_out;

/// A wheel that no environment takes.
#[derive(Debug, Serialize)]
pub struct Rejected {
    /// The name of the file.
    pub file: String,
    /// Why, the reason that most environments have first.
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

/// A reason, as long as nobody reads it.
type Reason = (Option<TagPart>, String);

pub(super) struct Question<'a, 'l> {
    pub(super) resolved: &'a Resolved<'a>,
    pub(super) package: &'l Package,
    pub(super) present: &'a EnvironmentSet,
}

impl Question<'_, '_> {
    /// The wheels that are not in `taken`; `left` are the wheels that the settings allow.
    pub(super) fn rejected(&self, taken: &[&Wheel], left: &Candidates<'_>) -> Vec<Rejected> {
        let wheels = self.package.wheels.iter();
        let wheels = wheels.filter(|wheel| !taken.iter().any(|it| std::ptr::eq(*it, *wheel)));
        let rejected = wheels.map(|wheel| Rejected {
            file: spelled_out(&wheel.filename),
            reasons: self.reasons(wheel, left),
        });
        rejected.collect()
    }

    /// As few reasons as there can be, such that each environment has one.
    fn reasons(&self, wheel: &Wheel, left: &Candidates<'_>) -> Vec<Rejection> {
        let mut by_reason = self.every_reason(wheel, left);
        let mut rejections = Vec::new();
        let mut open = self.present.clone();
        while !open.is_clear() {
            let most = by_reason.iter().enumerate().max_by_key(|(index, (_, set))| {
                (set.intersection_count(&open), std::cmp::Reverse(*index))
            });
            let index = most.map(|(index, _)| index).expect("each environment has a reason");
            let ((part, reason), set) = by_reason.swap_remove(index);
            let here = &set & &open;
            open.difference_with(&set);
            let cover = || self.resolved.environments.cover(&here, self.present);
            let environments =
                (here != *self.present).then(|| cover().into_iter().map(str::to_owned).collect());
            rejections.push(Rejection { environments, part, reason });
        }
        rejections
    }

    fn every_reason(&self, wheel: &Wheel, left: &Candidates<'_>) -> Vec<(Reason, EnvironmentSet)> {
        let mut by_reason: Vec<(Reason, EnvironmentSet)> = Vec::new();
        let name = WheelName::parse(&wheel.filename);
        for index in self.present.ones() {
            let environment = &self.resolved.environments[index];
            let reasons = match &name {
                None => vec![(None, "invalid file name".to_owned())],
                Some(name) => misfits(name, environment, left),
            };
            for reason in reasons {
                let known = by_reason.iter_mut().find(|(known, _)| *known == reason);
                if let Some((_, set)) = known {
                    set.insert(index);
                } else {
                    let set = self.resolved.environments.set(|it| it == index);
                    by_reason.push((reason, set));
                }
            }
        }
        by_reason
    }
}

/// The reasons why the tag that fits best does not fit.
fn misfits(name: &WheelName<'_>, environment: &Environment, left: &Candidates<'_>) -> Vec<Reason> {
    let by_tag =
        name.tags().map(|(python, abi, platform)| environment.misfits(python, abi, platform));
    let best = by_tag.min_by_key(Vec::len).unwrap_or_default();
    if best.is_empty() {
        let reason = match left.best(environment) {
            Some(_) => "another wheel is preferred",
            None => "excluded by the settings",
        };
        return vec![(None, reason.to_owned())];
    }
    best.into_iter().map(|Misfit { part, reason }| (Some(part), reason)).collect()
}
