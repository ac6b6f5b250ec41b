//! What all environments get together, each fact said once.
//!
//! A package that two environments share has one [`Variant`]; what only some of its environments need
//! stands in a [`Conditional`] with their scopes.

mod needs;

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{ExtraName, PackageName};

pub use needs::{Conditional, Edges, Needs};

use crate::activation::{Bring, activations};
use crate::artifact::Candidates;
use crate::conflict::Conflicts;
use crate::environment::{EnvironmentSet, Environments};
use crate::formula::{Clauses, Formula, Literal};
use crate::graph::{Graph, Node};
use crate::lock::{ConflictItem, Package, PackageId, Source, Wheel};
use crate::project::{DefaultGroups, Projects};
use crate::resolve::{Resolution, Selection};
use crate::wheel::WheelName;

/// Everything that a file says about packages.
#[derive(Debug)]
pub struct Overlay<'l> {
    /// The packages that can be asked for.
    pub members: BTreeMap<&'l PackageName, Member<'l>>,
    /// Every package that some environment has; more than one variant where the lock forks.
    pub packages: BTreeMap<&'l PackageName, Vec<Variant<'l>>>,
    /// What asking for something chooses besides, and where.
    pub activations: Vec<(Bring, Place<'l>)>,
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
    /// The groups that some environments cannot have: which Pythons they are for, and the scopes of
    /// the others.
    pub limited_groups: BTreeMap<&'l ExtraName, (&'l str, BTreeSet<&'l str>)>,
    /// Whether it is left out unless asked for: it excludes the project in the lock's own folder, or
    /// something that excludes it.
    pub on_request: bool,
}

/// One version of a package, for the environments that have it.
#[derive(Debug)]
pub struct Variant<'l> {
    /// The package.
    pub package: &'l Package,
    /// Where it is, if not everywhere.
    pub places: Vec<Place<'l>>,
    /// Its wheels.
    pub wheels: Wheels<'l>,
    /// What it needs in all environments that have it.
    pub needs: Needs<'l>,
    /// What it needs in some of them besides.
    pub conditional: Vec<Conditional<'l>>,
}

/// Where something holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place<'l> {
    /// In these scopes; none: in every environment that there is.
    pub environments: Option<BTreeSet<&'l str>>,
    /// For these choices: alternatives, each of choices that are made or not; none: for all.
    pub when: Vec<Vec<String>>,
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
    conflicts: &'l Conflicts<'l>,
    environments: &'l Environments,
    resolutions: &'l [Resolution],
    projects: &'l Projects,
}

/// What is to be brought together.
#[derive(Debug, Clone, Copy)]
pub struct Resolutions<'l> {
    /// The environments.
    pub environments: &'l Environments,
    /// A resolution of each, in their order.
    pub each: &'l [Resolution],
    /// Where they all started.
    pub selection: &'l Selection,
}

impl<'l> Overlay<'l> {
    /// Brings the resolutions of all environments together.
    #[must_use]
    pub fn merge(
        graph: &'l Graph<'l>,
        conflicts: &'l Conflicts<'l>,
        resolutions: Resolutions<'l>,
        projects: &'l Projects,
    ) -> Self {
        let Resolutions { environments, each, .. } = resolutions;
        let merge = Merge { graph, conflicts, environments, resolutions: each, projects };
        let mut by_name: BTreeMap<_, Vec<PackageId>> = BTreeMap::new();
        for (id, package) in graph.lock.packages() {
            if !merge.present(id).is_clear() {
                by_name.entry(&package.name).or_default().push(id);
            }
        }
        let packages = by_name.into_iter().map(|(name, mut ids)| {
            ids.sort_by_key(|&id| {
                let package = &graph.lock[id];
                (package.version.as_ref().map(|version| &version.version), &package.source)
            });
            (name, ids.iter().map(|&id| merge.variant(id)).collect())
        });
        let activations =
            activations(graph, conflicts, resolutions.selection, environments, resolutions.each);
        let everywhere = environments.set(|_| true);
        let activations = activations
            .iter()
            .map(|((bring, clauses), set)| (bring.clone(), merge.place(clauses, set, &everywhere)));
        Self {
            packages: packages.collect(),
            members: merge.members(),
            activations: activations.collect(),
        }
    }
}

impl<'l> Merge<'l> {
    /// When an environment reaches a package.
    fn reaches(&self, index: usize, id: PackageId) -> &Formula {
        let node = self.graph.index(Node::Package(id)).expect("every package is a node");
        self.resolutions[index].reaches(node)
    }

    /// The environments that have a package, for some choices at least.
    fn present(&self, id: PackageId) -> EnvironmentSet {
        self.environments.set(|index| !self.reaches(index, id).is_never())
    }

    /// A package, in the environments and for the choices that have it.
    fn variant(&self, id: PackageId) -> Variant<'l> {
        let package = &self.graph.lock[id];
        let present = self.present(id);
        let mut answers: BTreeMap<Clauses, EnvironmentSet> = BTreeMap::new();
        for index in present.ones() {
            let clauses = self.reaches(index, id).clauses(self.conflicts.allowed());
            let nowhere = || self.environments.none();
            answers.entry(clauses).or_insert_with(nowhere).insert(index);
        }
        let everywhere = self.environments.set(|_| true);
        let places = answers.iter().map(|(clauses, set)| self.place(clauses, set, &everywhere));
        let mut places: Vec<_> = places.filter(|place| !place.is_everywhere()).collect();
        places.sort();
        let (needs, conditional) = needs::of(self, id, &present);
        Variant { package, places, wheels: self.wheels(package, &present), needs, conditional }
    }

    fn place(&self, clauses: &Clauses, set: &EnvironmentSet, within: &EnvironmentSet) -> Place<'l> {
        let describe = |clause: &Vec<Literal>| -> Vec<_> {
            clause.iter().map(|literal| self.conflicts.describe(literal)).collect()
        };
        let always = clauses.iter().any(Vec::is_empty);
        Place {
            environments: (set != within).then(|| self.environments.cover(set, within)),
            when: if always { Vec::new() } else { clauses.iter().map(describe).collect() },
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

    fn members(&self) -> BTreeMap<&'l PackageName, Member<'l>> {
        let members = &self.graph.lock.members;
        let mut members: BTreeMap<_, _> =
            members.iter().map(|&id| (&self.graph.lock[id].name, self.member(id))).collect();
        // uv installs the project in the lock's own folder unless told otherwise.
        if let Some(project) = self.graph.lock.project()
            && self.is_refused(&members)
        {
            for (name, member) in &mut members {
                member.on_request = *name != &self.graph.lock[project].name;
            }
        }
        members
    }

    /// Whether the members with their default groups exclude each other.
    fn is_refused(&self, members: &BTreeMap<&PackageName, Member<'_>>) -> bool {
        let mut together = self.conflicts.allowed().clone();
        for (&name, member) in members {
            let groups = member.default_groups.iter();
            let groups = groups.map(|&group| ConflictItem::Group(name.clone(), group.clone()));
            for item in groups.chain([ConflictItem::Project(name.clone())]) {
                together = together.and(&self.conflicts.chosen(&item));
            }
        }
        together.is_never()
    }

    fn member(&self, id: PackageId) -> Member<'l> {
        let package = &self.graph.lock[id];
        let project = self.projects.get(&id);
        let extras = project.iter().flat_map(|it| &it.extras).chain(package.extras.keys());
        let groups = project.iter().flat_map(|it| &it.groups).chain(package.groups.keys());
        let groups: BTreeSet<_> = groups.collect();
        let declared = project.and_then(|project| project.default_groups.as_ref());
        let is_default = |group: &&ExtraName| match declared {
            None => false,
            Some(DefaultGroups::All) => true,
            Some(DefaultGroups::Named(named)) => named.contains(group),
        };
        Member {
            extras: extras.collect(),
            default_groups: groups.iter().copied().filter(is_default).collect(),
            groups,
            limited_groups: self.limited_groups(id),
            on_request: false,
        }
    }

    fn limited_groups(
        &self,
        id: PackageId,
    ) -> BTreeMap<&'l ExtraName, (&'l str, BTreeSet<&'l str>)> {
        let everywhere = self.environments.set(|_| true);
        let limited = self.graph.lock.group_pythons(id).filter_map(|(group, python)| {
            let is_refused =
                |index: usize| self.resolutions[index].follows(Some(python.marker)).is_never();
            let refused = self.environments.set(is_refused);
            let scopes = self.environments.cover(&refused, &everywhere);
            (!refused.is_clear()).then_some((group, (python.text.as_str(), scopes)))
        });
        limited.collect()
    }
}

impl Place<'_> {
    fn is_everywhere(&self) -> bool {
        self.environments.is_none() && self.when.is_empty()
    }
}

/// `cp312-cp312-manylinux_2_17_x86_64`, or the whole name where it cannot be read.
fn tags(wheel: &Wheel) -> &str {
    let stem = wheel.filename.strip_suffix(".whl").unwrap_or(&wheel.filename);
    let start = stem.rmatch_indices('-').nth(2).map_or(0, |(index, _)| index + 1);
    &stem[start..]
}
