//! Choices that imply other choices.
//!
//! Example: `app[all]` depends on `lib[cpu]`, and `lib[cpu]` conflicts with `lib[gpu]`. Then a user who
//! installs `app[all]` has chosen `lib[cpu]`.

use std::collections::{BTreeMap, VecDeque};

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::{Dfs, EdgeRef, Reversed, VisitMap, Visitable};

use crate::environment::{EnvironmentSet, Environments};
use crate::lock::formula::{Clauses, Formula, TooComplex};
use crate::resolution::conflict::{Conflicts, describe};
use crate::resolution::graph::{Graph, Node};
use crate::resolution::reach::{Reach, spread};

/// What installs something, in words, and a choice that it implies: `app[all]` and `lib[cpu]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Implication {
    /// What is asked for.
    pub asked: String,
    /// The choice that it implies.
    pub choice: String,
}

/// The implied choices, each with its condition and with the environments in which it applies.
pub(crate) type Activations = BTreeMap<(Implication, Clauses), EnvironmentSet>;

/// All choices that are implied by something that can be installed by name.
pub(crate) fn activations(
    graph: &Graph<'_>,
    conflicts: &Conflicts<'_>,
    environments: &Environments,
    reach: &[Reach],
) -> Result<Activations, TooComplex> {
    let implied = Vec::from_iter(implied(graph, conflicts));
    let mut activations = Activations::new();
    if implied.is_empty() {
        return Ok(activations);
    }
    // Most nodes that can be installed by name imply no choices in any environment.
    let mut above = Dfs::from_parts(implied.clone(), graph.digraph.visit_map());
    while above.next(Reversed(&graph.digraph)).is_some() {}
    let starts = graph.starts().filter(|start| above.discovered.is_visited(start));
    let starts = Vec::from_iter(starts);
    for (environment, reach) in environments.all().iter().zip(reach) {
        for &start in &starts {
            let care = conflicts.chosen(start).and(conflicts.allowed());
            let reached = reach_from(graph, conflicts, reach, start)?;
            for &choice in implied.iter().filter(|&&choice| choice != start) {
                let clauses = reached[choice.index()].clauses(&care);
                if !clauses.is_empty() {
                    let [asked, choice] = [start, choice].map(|it| describe(&graph.item(it)));
                    let implication = (Implication { asked, choice }, clauses);
                    activations.entry(implication).or_default().insert(environment);
                }
            }
        }
    }
    Ok(activations)
}

/// The extras with conflicts that something depends on.
fn implied(graph: &Graph<'_>, conflicts: &Conflicts<'_>) -> impl Iterator<Item = NodeIndex> {
    let nodes = graph.nodes().filter(|&(node, index)| {
        matches!(node, Node::Extra(..))
            && conflicts.has(index)
            && graph.digraph.edges_directed(index, Direction::Incoming).next().is_some()
    });
    nodes.map(|(_, index)| index)
}

/// The condition under which each node is reached from this one alone.
fn reach_from(
    graph: &Graph<'_>,
    conflicts: &Conflicts<'_>,
    reach: &Reach,
    start: NodeIndex,
) -> Result<Vec<Formula>, TooComplex> {
    let mut reached = vec![Formula::NEVER; graph.digraph.node_count()];
    reached[start.index()] = Formula::ALWAYS;
    let same = |condition| condition;
    spread(graph, reached, VecDeque::from([start]), same, |edge| {
        let follows = reach.follows(*edge.weight());
        // The extra is chosen when its marker is evaluated.
        match graph.digraph[edge.target()] {
            Node::Extra(..) => follows.restricted_to(conflicts.chosen(edge.target())),
            Node::Package(_) | Node::Group(..) => follows.clone(),
        }
    })
}
