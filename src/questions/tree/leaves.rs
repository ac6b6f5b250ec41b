//! The roots of an inverted tree: packages without dependencies.

use std::collections::BTreeMap;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::environment::EnvironmentId;
use crate::lock::PackageId;
use crate::questions::link::Links;
use crate::resolution::resolved::Resolved;

/// The packages of an environment without dependencies. A cycle without other dependencies counts as its
/// first package.
pub(super) fn leaves(
    resolved: &Resolved<'_>,
    links: &Links<'_>,
    environment: EnvironmentId,
) -> Vec<PackageId> {
    let mut graph: DiGraph<PackageId, ()> = DiGraph::new();
    let packages = resolved.graph.lock.packages().map(|(id, _)| id);
    let packages = packages.filter(|&id| resolved.has(environment, id));
    let nodes: BTreeMap<PackageId, NodeIndex> =
        packages.map(|id| (id, graph.add_node(id))).collect();
    for (id, link) in links.iter() {
        let (from, to) = (nodes.get(&link.from.package()), nodes.get(&link.to));
        if let (Some(&from), Some(&to)) = (from, to)
            && !links.condition(id, resolved, environment).is_never()
        {
            graph.add_edge(from, to, ());
        }
    }
    let cycles = kosaraju_scc(&graph).into_iter();
    let needs_nothing_else = |cycle: &Vec<NodeIndex>| {
        cycle.iter().all(|&node| graph.neighbors(node).all(|needed| cycle.contains(&needed)))
    };
    let lasts = cycles.filter(needs_nothing_else);
    let first = |cycle: Vec<NodeIndex>| {
        let packages = cycle.into_iter().map(|node| graph[node]);
        packages.min_by_key(|&id| (&resolved.graph.lock[id].name, id))
    };
    lasts.filter_map(first).collect()
}
