//! What all environments get together, each fact said once.
//!
//! A package that two environments share has one [`Variant`]; what only some of its environments need
//! stands in a [`Conditional`] with their scopes.

mod needs;

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{ExtraName, PackageName};

pub use needs::{Conditional, Edges, Needs};

use crate::artifact::Candidates;
use crate::environment::{EnvironmentSet, Environments};
use crate::graph::{Graph, Node};
use crate::lock::{Package, PackageId, Source, Wheel};
use crate::project::{DefaultGroups, Projects};
use crate::resolve::Resolution;
use crate::wheel::WheelName;

/// Everything that a file says about packages.
#[derive(Debug)]
pub struct Overlay<'l> {
    /// The packages that can be asked for.
    pub members: BTreeMap<&'l PackageName, Member<'l>>,
    /// Every package that some environment has; more than one variant where the lock forks.
    pub packages: BTreeMap<&'l PackageName, Vec<Variant<'l>>>,
}

/// A package that can be asked for, and what can be asked of it.
#[derive(Debug)]
pub struct Member<'l> {
    /// Its extras.
    pub extras: BTreeSet<&'l ExtraName>,
    /// Its dependency groups.
    pub groups: BTreeSet<&'l ExtraName>,
    /// Those of its groups that are installed unless told otherwise, where declared.
    pub default_groups: BTreeSet<&'l ExtraName>,
}

/// One version of a package, for the environments that have it.
#[derive(Debug)]
pub struct Variant<'l> {
    /// The package.
    pub package: &'l Package,
    /// The scopes that have it; none: all.
    pub environments: Option<BTreeSet<&'l str>>,
    /// Its wheels.
    pub wheels: Wheels<'l>,
    /// What it needs in all environments that have it.
    pub needs: Needs<'l>,
    /// What it needs in some of them besides.
    pub conditional: Vec<Conditional<'l>>,
}

/// The wheels of a package that some environment takes.
#[derive(Debug, Default)]
pub struct Wheels<'l> {
    /// The one for all environments that have none of their own.
    pub pure: Option<&'l Wheel>,
    /// Those for particular scopes.
    pub by_scope: BTreeMap<&'l str, &'l Wheel>,
    /// The tags of all wheels, where some environment has neither a wheel nor an sdist to take.
    pub rejected: BTreeSet<&'l str>,
}

/// The pieces that every variant is made of.
struct Merge<'l> {
    graph: &'l Graph<'l>,
    environments: &'l Environments,
    resolutions: &'l [Resolution],
    projects: &'l Projects,
}

impl<'l> Overlay<'l> {
    /// Brings the resolutions of `environments`, one for each in their order, together.
    #[must_use]
    pub fn merge(
        graph: &'l Graph<'l>,
        environments: &'l Environments,
        resolutions: &'l [Resolution],
        projects: &'l Projects,
    ) -> Self {
        let merge = Merge { graph, environments, resolutions, projects };
        let mut packages: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (id, package) in graph.lock.packages() {
            let present = merge.present(id);
            if !present.is_clear() {
                let variant = merge.variant(id, &present);
                packages.entry(&package.name).or_default().push(variant);
            }
        }
        for variants in packages.values_mut() {
            variants.sort_by_key(|variant| {
                let package = variant.package;
                (package.version.as_ref().map(|version| &version.version), &package.source)
            });
        }
        let members = graph.lock.members.iter().map(|&id| (&graph.lock[id].name, merge.member(id)));
        Self { members: members.collect(), packages }
    }
}

impl<'l> Merge<'l> {
    /// The environments that have a package.
    fn present(&self, id: PackageId) -> EnvironmentSet {
        let node = self.graph.index(Node::Package(id)).expect("every package is a node");
        self.environments.set(|index| self.resolutions[index].reaches(node))
    }

    fn variant(&self, id: PackageId, present: &EnvironmentSet) -> Variant<'l> {
        let package = &self.graph.lock[id];
        let everywhere = self.environments.set(|_| true);
        let is_everywhere = *present == everywhere;
        let (needs, conditional) = needs::of(self, id, present);
        Variant {
            package,
            environments: (!is_everywhere).then(|| self.environments.cover(present, &everywhere)),
            wheels: self.wheels(package, present),
            needs,
            conditional,
        }
    }

    fn wheels(&self, package: &'l Package, present: &EnvironmentSet) -> Wheels<'l> {
        let candidates = Candidates::of(package);
        let mut chosen: Vec<(&Wheel, WheelName<'l>, EnvironmentSet)> = Vec::new();
        let mut without = self.environments.none();
        for index in present.ones() {
            let Some(best) = candidates.best(&self.environments[index]) else {
                without.insert(index);
                continue;
            };
            let known = chosen.iter_mut().find(|(wheel, ..)| std::ptr::eq(*wheel, best.wheel));
            if let Some((.., set)) = known {
                set.insert(index);
            } else {
                let set = self.environments.set(|other| other == index);
                chosen.push((best.wheel, best.name, set));
            }
        }

        let is_remote = match &package.source {
            Source::Registry(_) | Source::Url { .. } | Source::Path(_) => true,
            Source::Git(git) => git.archive.is_some(),
            Source::Directory(_) | Source::Editable(_) | Source::Virtual(_) => false,
        };
        let mut wheels = Wheels::default();
        if is_remote && package.sdist.is_none() && !without.is_clear() {
            wheels.rejected = package.wheels.iter().map(tags).collect();
        }
        let pure = chosen.iter().filter(|(_, name, _)| name.is_pure()).count();
        for (wheel, name, set) in chosen {
            // Where nothing fits, falling back to a pure wheel would be wrong.
            if name.is_pure() && pure == 1 && without.is_clear() {
                wheels.pure = Some(wheel);
            } else {
                let scopes = self.environments.cover(&set, present);
                wheels.by_scope.extend(scopes.into_iter().map(|scope| (scope, wheel)));
            }
        }
        wheels
    }

    fn member(&self, id: PackageId) -> Member<'l> {
        let package = &self.graph.lock[id];
        let groups: BTreeSet<_> = package.groups.keys().collect();
        let declared = self.projects.get(&id).and_then(|project| project.default_groups.as_ref());
        let is_default = |group: &&ExtraName| match declared {
            None => false,
            Some(DefaultGroups::All) => true,
            Some(DefaultGroups::Named(named)) => named.contains(group),
        };
        Member {
            extras: package.extras.keys().collect(),
            default_groups: groups.iter().copied().filter(is_default).collect(),
            groups,
        }
    }
}

/// `cp312-cp312-manylinux_2_17_x86_64`, or the whole name where it cannot be read.
fn tags(wheel: &Wheel) -> &str {
    let stem = wheel.filename.strip_suffix(".whl").unwrap_or(&wheel.filename);
    let start = stem.rmatch_indices('-').nth(2).map_or(0, |(index, _)| index + 1);
    &stem[start..]
}
