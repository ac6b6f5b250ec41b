//! Choices that imply other choices.
//!
//! Example: `app[all]` depends on `lib[cpu]`, and `lib[cpu]` conflicts with `lib[gpu]`. Then a user who
//! installs `app[all]` has chosen `lib[cpu]`.

use std::collections::{BTreeMap, VecDeque};

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::{Dfs, EdgeRef, Reversed, VisitMap, Visitable};

use crate::environment::EnvironmentSet;
use crate::lock::formula::{Clauses, Formula};
use crate::resolution::conflict::{Conflicts, describe};
use crate::resolution::graph::{Graph, Node};
use crate::resolution::resolve::{Resolution, spread};
use crate::resolution::resolved::Resolved;

/// A specification, and the choice that it implies: `app[all]` and `lib[cpu]`.
pub type Bring = (String, String);

/// The implied choices, with the environments in which they apply.
pub type Activations = BTreeMap<(Bring, Clauses), EnvironmentSet>;

/// All choices that are implied by something that can be installed by name.
#[must_use]
pub fn activations(resolved: &Resolved<'_>) -> Activations {
    let Resolved { graph, conflicts, selection, environments, resolutions, .. } = resolved;
    let brought = brought_along(graph, conflicts);
    let mut activations = Activations::new();
    if brought.is_empty() {
        return activations;
    }
    // Most nodes that can be installed by name imply no choices in any environment.
    let mut above = Dfs::from_parts(brought.clone(), graph.edges.visit_map());
    while above.next(Reversed(&graph.edges)).is_some() {}
    let starts = selection.starts().iter().filter(|&start| above.discovered.is_visited(start));
    let starts = Vec::from_iter(starts.copied());
    for (index, resolution) in resolutions.iter().enumerate() {
        for &start in &starts {
            let asked = graph.item(start);
            let care = conflicts.chosen(&asked).and(conflicts.allowed());
            let reached = reach(graph, conflicts, resolution, start);
            for &choice in brought.iter().filter(|&&choice| choice != start) {
                let clauses = reached[choice.index()].clauses(&care);
                if !clauses.is_empty() {
                    let bring = (describe(&asked), describe(&graph.item(choice)));
                    let nowhere = || environments.none();
                    activations.entry((bring, clauses)).or_insert_with(nowhere).insert(index);
                }
            }
        }
    }
    activations
}

/// The extras that exclude others and that something depends on.
fn brought_along(graph: &Graph<'_>, conflicts: &Conflicts<'_>) -> Vec<NodeIndex> {
    let nodes = graph.nodes().filter(|&(node, index)| {
        matches!(node, Node::Extra(..))
            && conflicts.has(&graph.item(index))
            && graph.edges.edges_directed(index, Direction::Incoming).next().is_some()
    });
    nodes.map(|(_, index)| index).collect()
}

/// When each node is reached from this one alone.
fn reach(
    graph: &Graph<'_>,
    conflicts: &Conflicts<'_>,
    resolution: &Resolution,
    start: NodeIndex,
) -> Vec<Formula> {
    let mut reached = vec![Formula::NEVER; graph.edges.node_count()];
    reached[start.index()] = Formula::ALWAYS;
    spread(graph, reached, VecDeque::from([start]), |edge| {
        let follows = resolution.follows(*edge.weight());
        // A requested extra is already chosen when the marker is evaluated.
        match graph.edges[edge.target()] {
            Node::Extra(..) => follows.within(&conflicts.chosen(&graph.item(edge.target()))),
            Node::Package(_) | Node::Group(..) => follows.clone(),
        }
    })
}
