//! The dependency graph as a picture: packages, and arrows from a package to its dependencies.

mod dot;
mod layers;
mod mermaid;
mod svg;

use std::collections::BTreeMap;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use schemars::JsonSchema;
use serde::Serialize;

use crate::environment::EnvironmentSet;
use crate::lock::PackageId;
use crate::lock::formula::Formula;
use crate::questions::link::{LinkId, Links};
use crate::resolution::graph::Node;
use crate::resolution::resolved::Resolved;

pub use dot::print as print_dot;
pub use mermaid::print as print_mermaid;
pub use svg::print as print_svg;

/// The content of a picture, without a layout.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Drawing {
    /// The packages that some environment has.
    pub packages: Vec<Drawn>,
    /// The dependencies.
    pub arrows: Vec<Arrow>,
}

/// A package.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Drawn {
    /// Its name.
    pub name: String,
    /// Its version, if the lock knows it.
    pub version: Option<String>,
    /// Whether it can be installed by name.
    pub is_member: bool,
    /// Whether it is part of a dependency cycle.
    pub is_in_cycle: bool,
    /// The scopes that have it; none: all environments that were looked at.
    pub environments: Option<Vec<String>>,
    /// The choices that it requires: a list of alternatives.
    pub when: Vec<Vec<String>>,
}

/// A dependency between two packages.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Arrow {
    /// The index of the package that has the dependency, from 0.
    pub from: usize,
    /// The index of the dependency.
    pub to: usize,
    /// For which extras and groups: `extra: web`, `group: dev`; none: always.
    pub reasons: Vec<String>,
    /// Whether it is part of a cycle.
    pub is_in_cycle: bool,
    /// The scopes that follow it; none: all environments that were looked at.
    pub environments: Option<Vec<String>>,
    /// The choices that it requires: a list of alternatives.
    pub when: Vec<Vec<String>>,
}

impl Drawing {
    /// The picture of all environments.
    #[must_use]
    pub fn of(resolved: &Resolved<'_>, links: &Links<'_>) -> Self {
        let lock = resolved.graph.lock;
        let mut ids: Vec<PackageId> = lock.packages().map(|(id, _)| id).collect();
        ids.retain(|&id| !resolved.present(id).is_empty());
        ids.sort_by_key(|&id| (&lock[id].name, id));
        let places: BTreeMap<PackageId, usize> =
            ids.iter().enumerate().map(|(place, &id)| (id, place)).collect();
        let arrows = arrows(resolved, links, &places);
        let mut drawing =
            Self { packages: ids.iter().map(|&id| drawn(resolved, id)).collect(), arrows };
        drawing.mark_cycles();
        drawing
    }

    fn mark_cycles(&mut self) {
        let mut graph: DiGraph<(), ()> = DiGraph::new();
        let nodes: Vec<NodeIndex> = self.packages.iter().map(|_| graph.add_node(())).collect();
        for arrow in &self.arrows {
            graph.add_edge(nodes[arrow.from], nodes[arrow.to], ());
        }
        let mut cycle_of = vec![0; nodes.len()];
        for (number, cycle) in kosaraju_scc(&graph).into_iter().enumerate() {
            for node in &cycle {
                cycle_of[node.index()] = number;
                self.packages[node.index()].is_in_cycle = cycle.len() > 1;
            }
        }
        for arrow in &mut self.arrows {
            arrow.is_in_cycle = cycle_of[arrow.from] == cycle_of[arrow.to];
        }
    }
}

fn drawn(resolved: &Resolved<'_>, id: PackageId) -> Drawn {
    let package = &resolved.graph.lock[id];
    let present = resolved.present(id);
    Drawn {
        name: resolved.graph.lock.name_of(id),
        version: package.version.as_ref().map(|version| version.text.clone()),
        is_member: resolved.graph.lock.members.contains(&id),
        is_in_cycle: false,
        environments: resolved.environments.scopes(&present),
        when: resolved.when(&present, id),
    }
}

/// The arrows: one for all links between two packages, and none from a package to itself.
fn arrows(
    resolved: &Resolved<'_>,
    links: &Links<'_>,
    places: &BTreeMap<PackageId, usize>,
) -> Vec<Arrow> {
    let mut between: BTreeMap<(usize, usize), Vec<LinkId>> = BTreeMap::new();
    for (id, link) in links.iter() {
        let ends = (places.get(&link.from.package()), places.get(&link.to));
        if let (Some(&from), Some(&to)) = ends
            && from != to
        {
            between.entry((from, to)).or_default().push(id);
        }
    }
    let arrows = between.into_iter().map(|((from, to), ids)| {
        let followed = ids.into_iter().map(|id| (id, links.followed(id, resolved)));
        let followed: Vec<_> = followed.filter(|(_, set)| !set.is_empty()).collect();
        (!followed.is_empty()).then(|| arrow(resolved, links, (from, to), &followed))
    });
    arrows.flatten().collect()
}

fn arrow(
    resolved: &Resolved<'_>,
    links: &Links<'_>,
    (from, to): (usize, usize),
    followed: &[(LinkId, EnvironmentSet)],
) -> Arrow {
    let mut reasons: Vec<_> = followed.iter().map(|(id, _)| reason(links[*id].from)).collect();
    reasons.sort();
    reasons.dedup();
    let is_always = reasons.contains(&None);
    let mut set = EnvironmentSet::default();
    let mut either = Formula::NEVER;
    for (id, here) in followed {
        set.add(here);
        for environment in here.iter() {
            either = either.or(&links.condition(*id, resolved, environment));
        }
    }
    Arrow {
        from,
        to,
        reasons: if is_always { Vec::new() } else { reasons.into_iter().flatten().collect() },
        is_in_cycle: false,
        environments: resolved.environments.scopes(&set),
        when: resolved.conflicts.alternatives(&either),
    }
}

/// `extra: web`, `group: dev`.
fn reason(node: Node<'_>) -> Option<String> {
    match node {
        Node::Package(_) => None,
        Node::Extra(_, extra) => Some(format!("extra: {extra}")),
        Node::Group(_, group) => Some(format!("group: {group}")),
    }
}

impl Drawn {
    /// `click 8.1.7`.
    fn label(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.name),
            None => self.name.clone(),
        }
    }
}
