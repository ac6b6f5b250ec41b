//! The dependencies of a package, everywhere or by place.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{ExtraName, PackageName};

use super::{ByPlace, Inputs};
use crate::environment::{ByEnvironment, EnvironmentId, EnvironmentSet};
use crate::lock::formula::{Clauses, Formula};
use crate::lock::marker::MarkerId;
use crate::lock::{Dependency, PackageId};
use crate::resolution::graph::Node;

/// Packages, each with the extras that are needed of it.
pub type Edges<'l> = BTreeMap<&'l PackageName, BTreeSet<&'l ExtraName>>;

/// The dependencies of a package.
#[derive(Debug, Default)]
pub struct Dependencies<'l> {
    /// Always.
    pub required: Edges<'l>,
    /// For each of its extras.
    pub extras: BTreeMap<&'l ExtraName, Edges<'l>>,
    /// For each of its dependency groups.
    pub groups: BTreeMap<&'l ExtraName, Edges<'l>>,
}

/// The purpose of a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section<'l> {
    Required,
    Extra(&'l ExtraName),
    Group(&'l ExtraName),
}

/// An edge to a package.
struct EdgeTo<'l> {
    /// The extras that it needs.
    extras: &'l [ExtraName],
    marker: Option<MarkerId>,
}

/// The dependencies of `id` in the environments in which it is `present`.
pub(super) fn dependencies_of<'l>(
    inputs: Inputs<'l>,
    id: PackageId,
    present: &EnvironmentSet,
) -> ByPlace<'l, Dependencies<'l>> {
    let mut found = DependencySearch { inputs, present, dependencies: ByPlace::default() };
    let graph = &inputs.resolved.graph;
    let package = &graph.lock[id];
    found.add(Section::Required, Node::Package(id), by_target(&package.dependencies));
    for (name, dependencies) in &package.extras {
        found.add(Section::Extra(name), Node::Extra(id, name), by_target(dependencies));
    }
    for (name, dependencies) in &package.groups {
        found.add(Section::Group(name), Node::Group(id, name), by_target(dependencies));
    }
    for name in graph.unknown_extras(id) {
        found.add(Section::Extra(name), Node::Extra(id, name), BTreeMap::new());
    }
    let project = inputs.workspace.projects().get(&id).into_iter();
    let everywhere = &mut found.dependencies.everywhere;
    for extra in project.clone().flat_map(|it| &it.extras) {
        everywhere.extras.entry(extra).or_default();
    }
    for group in project.flat_map(|it| &it.groups) {
        everywhere.groups.entry(group).or_default();
    }
    found.dependencies
}

fn by_target(dependencies: &[Dependency]) -> BTreeMap<&PackageName, Vec<EdgeTo<'_>>> {
    let mut targets: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for Dependency { name, extras, marker, .. } in dependencies {
        targets.entry(name).or_default().push(EdgeTo { extras, marker: *marker });
    }
    targets
}

struct DependencySearch<'p, 'l> {
    inputs: Inputs<'l>,
    present: &'p EnvironmentSet,
    dependencies: ByPlace<'l, Dependencies<'l>>,
}

/// What is needed of a package.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Need<'l> {
    extras: BTreeSet<&'l ExtraName>,
    /// For which choices.
    clauses: Clauses,
}

impl<'l> DependencySearch<'_, 'l> {
    /// Adds the dependencies of a section. The section is installed if its `node` is reached.
    fn add(
        &mut self,
        section: Section<'l>,
        node: Node<'l>,
        edges: BTreeMap<&'l PackageName, Vec<EdgeTo<'l>>>,
    ) {
        let resolved = self.inputs.resolved;
        let Some(node) = resolved.graph.index(node) else { return };
        let reaches = |id: EnvironmentId| resolved.reaches_node(id, node);
        let there = resolved.environments.set(|id| !reaches(id).is_never());
        if there.is_empty() {
            return;
        }
        // Whatever is installed with the section has this place.
        let place = self.inputs.place(&vec![vec![]], &there, self.present);
        self.dependencies.at(place.clone()).add(section, None, BTreeSet::new());
        for (target, edges) in edges {
            if let [EdgeTo { extras, marker: None }] = edges[..] {
                self.dependencies.at(place.clone()).add(
                    section,
                    Some(target),
                    extras.iter().collect(),
                );
                continue;
            }
            let mut needs: BTreeMap<Need, EnvironmentSet> = BTreeMap::new();
            let conditions = |id| {
                let follows = edges.iter().map(|edge| resolved.follows(id, edge.marker));
                (reaches(id), Vec::from_iter(follows))
            };
            for ((reached, follows), set) in ByEnvironment::of(&there, conditions) {
                let care = self.care(reached, &follows);
                for (extras, needed) in one_at_a_time(&edges, &follows, &care) {
                    let clauses = needed.clauses(&care);
                    if !clauses.is_empty() {
                        needs.entry(Need { extras, clauses }).or_default().add(&set);
                    }
                }
            }
            for (Need { extras, clauses }, set) in needs {
                let place = self.inputs.place(&clauses, &set, self.present);
                self.dependencies.at(place).add(section, Some(target), extras);
            }
        }
    }

    /// Where the conditions of edges matter, if their section is `reached`.
    fn care(&self, reached: &Formula, follows: &[&Formula]) -> Formula {
        if follows.iter().all(|it| it.is_constant()) {
            return reached.clone();
        }
        reached.and(self.inputs.resolved.conflicts.allowed())
    }
}

/// Several edges to one package give the union of the extras of those that are followed: the ways in
/// which that can come out where `care` is true, which exclude each other.
fn one_at_a_time<'l>(
    edges: &[EdgeTo<'l>],
    follows: &[&Formula],
    care: &Formula,
) -> Vec<(BTreeSet<&'l ExtraName>, Formula)> {
    if let ([edge], [followed]) = (edges, follows) {
        return vec![(edge.extras.iter().collect(), (*followed).clone())];
    }
    let mut ways: BTreeMap<Option<BTreeSet<&ExtraName>>, Formula> = BTreeMap::new();
    ways.insert(None, Formula::ALWAYS);
    for (edge, followed) in edges.iter().zip(follows) {
        for (needed, when) in std::mem::take(&mut ways) {
            let with: BTreeSet<_> = needed.iter().flatten().copied().chain(edge.extras).collect();
            for (needed, when) in
                [(Some(with), when.and(followed)), (needed, when.and(&followed.not()))]
            {
                if !when.and(care).is_never() {
                    let known = ways.entry(needed).or_insert(Formula::NEVER);
                    *known = known.or(&when);
                }
            }
        }
    }
    ways.into_iter().filter_map(|(needed, when)| Some((needed?, when))).collect()
}

impl<'l> Dependencies<'l> {
    fn add(
        &mut self,
        section: Section<'l>,
        target: Option<&'l PackageName>,
        extras: BTreeSet<&'l ExtraName>,
    ) {
        let edges = match section {
            Section::Required => &mut self.required,
            Section::Extra(name) => self.extras.entry(name).or_default(),
            Section::Group(name) => self.groups.entry(name).or_default(),
        };
        if let Some(target) = target {
            edges.insert(target, extras);
        }
    }
}
