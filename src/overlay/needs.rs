//! The dependencies of a package, shared or by environment.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{ExtraName, PackageName};

use super::{Merge, Place};
use crate::environment::EnvironmentSet;
use crate::lock::formula::{Clauses, Formula};
use crate::lock::marker::MarkerId;
use crate::lock::{Dependency, PackageId};
use crate::resolution::graph::Node;
use crate::resolution::resolve::Resolution;

/// Packages, each with the extras that are needed of it.
pub type Edges<'l> = BTreeMap<&'l PackageName, BTreeSet<&'l ExtraName>>;

/// The dependencies of a package.
#[derive(Debug, Default)]
pub struct Needs<'l> {
    /// Always.
    pub dependencies: Edges<'l>,
    /// For each of its extras.
    pub extras: BTreeMap<&'l ExtraName, Edges<'l>>,
    /// For each of its dependency groups.
    pub groups: BTreeMap<&'l ExtraName, Edges<'l>>,
    /// To be built.
    pub build_system: Edges<'l>,
}

/// The dependencies of a package in some of its environments, or for some choices.
#[derive(Debug)]
pub struct Conditional<'l> {
    /// Where it is needed.
    pub place: Place<'l>,
    /// The dependencies there.
    pub needs: Needs<'l>,
}

/// The purpose of a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section<'l> {
    Dependencies,
    Extra(&'l ExtraName),
    Group(&'l ExtraName),
}

/// An edge to a package: the extras that it needs, and its marker.
type Edge<'l> = (&'l [ExtraName], Option<MarkerId>);

/// The dependencies of `id` in all environments in which it is `present`, and those in only some of them.
pub(super) fn of<'l>(
    merge: &Merge<'l>,
    id: PackageId,
    present: &EnvironmentSet,
) -> (Needs<'l>, Vec<Conditional<'l>>) {
    let mut found =
        Found { merge, present, shared: Needs::default(), conditional: BTreeMap::new() };
    let package = &merge.resolved.graph.lock[id];
    let edges = |dependencies: &'l [Dependency]| {
        by_target(dependencies.iter().map(|it| (&it.name, (it.extras.as_slice(), it.marker))))
    };
    found.add(Section::Dependencies, Node::Package(id), edges(&package.dependencies));
    for (name, dependencies) in &package.extras {
        found.add(Section::Extra(name), Node::Extra(id, name), edges(dependencies));
    }
    for (name, dependencies) in &package.groups {
        found.add(Section::Group(name), Node::Group(id, name), edges(dependencies));
    }
    for name in merge.resolved.graph.unknown_extras(id) {
        found.add(Section::Extra(name), Node::Extra(id, name), BTreeMap::new());
    }
    let project = merge.projects.get(&id);
    let project = project.into_iter();
    for extra in project.clone().flat_map(|it| &it.extras) {
        found.shared.extras.entry(extra).or_default();
    }
    for group in project.flat_map(|it| &it.groups) {
        found.shared.groups.entry(group).or_default();
    }
    let conditional =
        found.conditional.into_iter().map(|(place, needs)| Conditional { place, needs });
    (found.shared, conditional.collect())
}

fn by_target<'l>(
    edges: impl Iterator<Item = (&'l PackageName, Edge<'l>)>,
) -> BTreeMap<&'l PackageName, Vec<Edge<'l>>> {
    let mut targets: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (target, edge) in edges {
        targets.entry(target).or_default().push(edge);
    }
    targets
}

struct Found<'m, 'l> {
    merge: &'m Merge<'l>,
    present: &'m EnvironmentSet,
    shared: Needs<'l>,
    conditional: BTreeMap<Place<'l>, Needs<'l>>,
}

/// The extras that are needed of a package, and for which choices.
type Answer<'l> = (BTreeSet<&'l ExtraName>, Clauses);

impl<'l> Found<'_, 'l> {
    /// Adds the dependencies of a section. The section is installed if its `node` is reached.
    fn add(
        &mut self,
        section: Section<'l>,
        node: Node<'l>,
        edges: BTreeMap<&'l PackageName, Vec<Edge<'l>>>,
    ) {
        let Some(node) = self.merge.resolved.graph.index(node) else { return };
        let reaches = |index: usize| self.merge.resolved.resolutions[index].reaches(node);
        let there = self.merge.resolved.environments.set(|index| !reaches(index).is_never());
        if there.is_clear() {
            return;
        }
        let mut facts: Vec<(Option<&PackageName>, Answer, EnvironmentSet)> =
            vec![(None, (BTreeSet::new(), vec![vec![]]), there.clone())];
        for (target, edges) in edges {
            let mut answers: BTreeMap<Answer, EnvironmentSet> = BTreeMap::new();
            for index in there.ones() {
                let resolution = &self.merge.resolved.resolutions[index];
                for (extras, needed) in one_at_a_time(&edges, resolution) {
                    let clauses = needed.clauses(reaches(index));
                    if !clauses.is_empty() {
                        let nowhere = || self.merge.resolved.environments.none();
                        answers.entry((extras, clauses)).or_insert_with(nowhere).insert(index);
                    }
                }
            }
            facts.extend(answers.into_iter().map(|(answer, set)| (Some(target), answer, set)));
        }
        for (target, (extras, clauses), set) in facts {
            let place = self.merge.place(&clauses, &set, self.present);
            let needs = if place.is_everywhere() {
                &mut self.shared
            } else {
                self.conditional.entry(place).or_default()
            };
            needs.add(section, target, extras);
        }
    }
}

/// Several edges to one package give the union of the extras of those that are followed: the ways in
/// which that can come out, which exclude each other.
fn one_at_a_time<'l>(
    edges: &[Edge<'l>],
    resolution: &Resolution,
) -> Vec<(BTreeSet<&'l ExtraName>, Formula)> {
    if let [(extras, marker)] = edges {
        return vec![(extras.iter().collect(), resolution.follows(*marker).clone())];
    }
    let mut ways: BTreeMap<Option<BTreeSet<&ExtraName>>, Formula> = BTreeMap::new();
    ways.insert(None, Formula::ALWAYS);
    for (extras, marker) in edges {
        let follows = resolution.follows(*marker);
        for (needed, when) in std::mem::take(&mut ways) {
            let with: BTreeSet<_> = needed.iter().flatten().copied().chain(*extras).collect();
            for (needed, when) in
                [(Some(with), when.and(follows)), (needed, when.and(&follows.not()))]
            {
                if !when.is_never() {
                    let known = ways.entry(needed).or_insert(Formula::NEVER);
                    *known = known.or(&when);
                }
            }
        }
    }
    ways.into_iter().filter_map(|(needed, when)| Some((needed?, when))).collect()
}

impl<'l> Needs<'l> {
    /// Whether nothing is needed.
    pub(super) fn is_empty(&self) -> bool {
        let Self { dependencies, extras, groups, build_system } = self;
        dependencies.is_empty() && extras.is_empty() && groups.is_empty() && build_system.is_empty()
    }

    fn add(
        &mut self,
        section: Section<'l>,
        target: Option<&'l PackageName>,
        extras: BTreeSet<&'l ExtraName>,
    ) {
        let edges = match section {
            Section::Dependencies => &mut self.dependencies,
            Section::Extra(name) => self.extras.entry(name).or_default(),
            Section::Group(name) => self.groups.entry(name).or_default(),
        };
        if let Some(target) = target {
            edges.insert(target, extras);
        }
    }
}
