//! What a package needs, shared or by environment.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{ExtraName, PackageName};
use petgraph::graph::NodeIndex;

use super::Merge;
use crate::environment::EnvironmentSet;
use crate::graph::Node;
use crate::lock::{Dependency, PackageId};

/// Packages, each with the extras that are needed of it.
pub type Edges<'l> = BTreeMap<&'l PackageName, BTreeSet<&'l ExtraName>>;

/// What a package needs.
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

/// What a package needs in some of its environments.
#[derive(Debug)]
pub struct Conditional<'l> {
    /// The scopes that need it.
    pub environments: BTreeSet<&'l str>,
    /// What they need.
    pub needs: Needs<'l>,
}

/// What something is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section<'l> {
    Dependencies,
    Extra(&'l ExtraName),
    Group(&'l ExtraName),
    BuildSystem,
}

/// A section, and what it needs; nothing: that it is there at all.
type Fact<'l> = (Section<'l>, Option<&'l PackageName>);

/// The extras that an edge needs of its target, and where.
type Places<'l> = Vec<(BTreeSet<&'l ExtraName>, EnvironmentSet)>;

/// What `id` needs wherever it is `present`, and what in some of these environments only.
pub(super) fn of<'l>(
    merge: &Merge<'l>,
    id: PackageId,
    present: &EnvironmentSet,
) -> (Needs<'l>, Vec<Conditional<'l>>) {
    let mut shared = Needs::default();
    let mut conditional: BTreeMap<BTreeSet<&str>, Needs> = BTreeMap::new();
    for ((section, target), places) in facts(merge, id, present) {
        for (extras, set) in one_answer_each(places) {
            let needs = if set == *present {
                &mut shared
            } else {
                let scopes = merge.environments.cover(&set, present);
                conditional.entry(scopes).or_default()
            };
            needs.add(section, target, extras);
        }
    }
    let conditional =
        conditional.into_iter().map(|(environments, needs)| Conditional { environments, needs });
    (shared, conditional.collect())
}

fn facts<'l>(
    merge: &Merge<'l>,
    id: PackageId,
    present: &EnvironmentSet,
) -> BTreeMap<Fact<'l>, Places<'l>> {
    let package = &merge.graph.lock[id];
    let mut facts = BTreeMap::new();
    let itself = merge.graph.index(Node::Package(id));
    let mut add = |section, node: Option<NodeIndex>, dependencies: &'l [Dependency]| {
        let Some(node) = node else { return };
        let there = merge.environments.set(|index| merge.resolutions[index].reaches(node));
        for dependency in dependencies {
            let follows = |index: usize| {
                there.contains(index) && merge.resolutions[index].follows(dependency.marker)
            };
            let set = merge.environments.set(follows);
            add_fact(&mut facts, (section, Some(&dependency.name)), &dependency.extras, set);
        }
        add_fact(&mut facts, (section, None), &[], there);
    };
    add(Section::Dependencies, itself, &package.dependencies);
    for (name, dependencies) in &package.extras {
        let node = merge.graph.index(Node::Extra(id, name));
        add(Section::Extra(name), node, dependencies);
    }
    for (name, dependencies) in &package.groups {
        let node = merge.graph.index(Node::Group(id, name));
        add(Section::Group(name), node, dependencies);
    }
    // An extra that the package does not have can still be asked for.
    for (node, index) in merge.graph.nodes() {
        if let Node::Extra(owner, name) = node
            && owner == id
            && !package.extras.contains_key(name)
        {
            add(Section::Extra(name), Some(index), &[]);
        }
    }
    let project = merge.projects.get(&id);
    for requirement in project.and_then(|it| it.build_system.as_ref()).into_iter().flatten() {
        let follows = |index: usize| {
            present.contains(index) && merge.resolutions[index].follows(Some(requirement.marker))
        };
        let set = merge.environments.set(follows);
        let fact = (Section::BuildSystem, Some(&requirement.name));
        add_fact(&mut facts, fact, &requirement.extras, set);
    }
    facts
}

fn add_fact<'l>(
    facts: &mut BTreeMap<Fact<'l>, Places<'l>>,
    fact: Fact<'l>,
    extras: &'l [ExtraName],
    set: EnvironmentSet,
) {
    if !set.is_clear() {
        facts.entry(fact).or_default().push((extras.iter().collect(), set));
    }
}

/// Several edges to one package give the union of their extras, in each environment for itself.
fn one_answer_each(places: Places<'_>) -> Places<'_> {
    if places.len() < 2 {
        return places;
    }
    let mut answers: BTreeMap<BTreeSet<&ExtraName>, EnvironmentSet> = BTreeMap::new();
    let environments = places[0].1.len();
    for index in 0..environments {
        let there = places.iter().filter(|(_, set)| set.contains(index));
        let mut union: Option<BTreeSet<_>> = None;
        for (extras, _) in there {
            union.get_or_insert_default().extend(extras);
        }
        if let Some(extras) = union {
            let nowhere = || EnvironmentSet::with_capacity(environments);
            answers.entry(extras).or_insert_with(nowhere).insert(index);
        }
    }
    answers.into_iter().collect()
}

impl<'l> Needs<'l> {
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
            Section::BuildSystem => &mut self.build_system,
        };
        if let Some(target) = target {
            edges.insert(target, extras);
        }
    }
}
