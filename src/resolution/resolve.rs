//! The part of the graph that one environment reaches.
//!
//! uv has already chosen the versions; so resolving means following the edges whose markers are true. If
//! the lock declares conflicts, a marker can depend on choices, and so can everything behind its edge.

use std::collections::VecDeque;

use indexmap::IndexMap;
use miette::{Diagnostic, SourceSpan};
use petgraph::graph::{EdgeReference, NodeIndex};
use petgraph::visit::EdgeRef;
use thiserror::Error;

use crate::lock::PackageId;
use crate::lock::formula::Formula;
use crate::lock::marker::{MarkerId, Truth};
use crate::resolution::conflict::Conflicts;
use crate::resolution::graph::{Edge, Graph, Node};

/// The nodes where a resolution starts, each with the condition that it is chosen.
#[derive(Debug, Clone)]
pub struct Selection {
    starts: Vec<NodeIndex>,
    /// For each node, the condition that it is chosen.
    chosen: Vec<Formula>,
}

impl Selection {
    /// All members with all their extras and dependency groups: everything that can be installed by name.
    #[must_use]
    pub fn everything(graph: &Graph<'_>, conflicts: &Conflicts<'_>) -> Self {
        let members = &graph.lock.members;
        let is_asked_for = |node: &Node<'_>| match node {
            Node::Package(id) | Node::Extra(id, _) | Node::Group(id, _) => members.contains(id),
        };
        let nodes = graph.nodes().filter(|(node, _)| is_asked_for(node));
        let chosen = |node| {
            if conflicts.sets().is_empty() {
                return Formula::ALWAYS;
            }
            conflicts.chosen(&graph.item(node)).and(conflicts.allowed())
        };
        Self {
            starts: nodes.map(|(_, index)| index).collect(),
            chosen: graph.edges.node_indices().map(chosen).collect(),
        }
    }

    /// Its nodes.
    #[must_use]
    pub fn starts(&self) -> &[NodeIndex] {
        &self.starts
    }
}

/// The nodes that one environment reaches, and for which choices.
#[derive(Debug)]
pub struct Resolution {
    reached: Vec<Formula>,
    truth: Truth,
}

/// An environment for which the lock file is ambiguous.
#[derive(Debug, Error, Diagnostic)]
pub enum ResolveError {
    /// Two packages with the same name in one environment.
    #[error("on {environment}, both {both} would be installed")]
    #[diagnostic(
        code(uvnix::resolve::two_of_one_name),
        help(
            "run `uv lock` with a newer uv, which writes markers that separate them, or exclude \
             this environment with `--python` and `--system`"
        )
    )]
    TwoOfOneName {
        /// The environment, and the choices that lead there if it takes some.
        environment: String,
        /// The two.
        both: String,
        /// The place of the first package.
        #[label("this one")]
        first_span: SourceSpan,
        /// The place of the second package.
        #[label("and this one")]
        second_span: SourceSpan,
    },
}

impl Resolution {
    /// The condition under which a node is reached.
    #[must_use]
    pub fn reaches(&self, node: NodeIndex) -> &Formula {
        &self.reached[node.index()]
    }

    /// The condition under which an edge with this marker is followed, if its node is reached.
    #[must_use]
    pub fn follows(&self, marker: Option<MarkerId>) -> &Formula {
        self.truth.of(marker)
    }
}

/// Follows the edges whose markers hold, from everything that is selected.
pub fn resolve(
    graph: &Graph<'_>,
    conflicts: &Conflicts<'_>,
    truth: Truth,
    selection: &Selection,
    environment: &str,
) -> Result<Resolution, ResolveError> {
    let reached = reach(graph, &truth, selection);
    let resolution = Resolution { reached, truth };
    check_names(graph, conflicts, &resolution, environment)?;
    Ok(resolution)
}

/// The condition under which each node is reached: the choice at the start, and the markers on the way.
fn reach(graph: &Graph<'_>, truth: &Truth, selection: &Selection) -> Vec<Formula> {
    let Selection { starts, chosen } = selection;
    let mut reached = vec![Formula::NEVER; graph.edges.node_count()];
    let mut queue = VecDeque::new();
    for &start in starts {
        // An extra is selected together with its package.
        let package = match graph.edges[start] {
            Node::Extra(id, _) => graph.index(Node::Package(id)),
            Node::Package(_) | Node::Group(..) => None,
        };
        let package = package.map_or(&Formula::ALWAYS, |package| &chosen[package.index()]);
        // A group can be for some Pythons only.
        let python = match graph.edges[start] {
            Node::Group(id, group) => graph.lock.group_pythons(id).find(|(it, _)| *it == group),
            Node::Package(_) | Node::Extra(..) => None,
        };
        let admits = truth.of(python.map(|(_, python)| python.marker));
        reached[start.index()] = chosen[start.index()].and(package).and(admits);
        queue.push_back(start);
    }
    spread(graph, reached, queue, |edge| {
        let follows = truth.of(*edge.weight());
        // A dependency on an extra chooses the extra.
        match graph.edges[edge.target()] {
            Node::Extra(..) => follows.and(&chosen[edge.target().index()]),
            Node::Package(_) | Node::Group(..) => follows.clone(),
        }
    })
}

/// Propagates the conditions along the edges until they no longer change.
pub(crate) fn spread(
    graph: &Graph<'_>,
    mut reached: Vec<Formula>,
    mut queue: VecDeque<NodeIndex>,
    condition: impl Fn(EdgeReference<'_, Edge>) -> Formula,
) -> Vec<Formula> {
    while let Some(node) = queue.pop_front() {
        for edge in graph.edges.edges(node) {
            let here = reached[node.index()].and(&condition(edge));
            let target = &mut reached[edge.target().index()];
            let either = target.or(&here);
            if either != *target {
                *target = either;
                queue.push_back(edge.target());
            }
        }
    }
    reached
}

fn check_names(
    graph: &Graph<'_>,
    conflicts: &Conflicts<'_>,
    resolution: &Resolution,
    environment: &str,
) -> Result<(), ResolveError> {
    let mut by_name: IndexMap<_, Vec<(PackageId, &Formula)>> = IndexMap::new();
    for (node, index) in graph.nodes() {
        let Node::Package(id) = node else { continue };
        let here = resolution.reaches(index);
        if here.is_never() {
            continue;
        }
        let same_name = by_name.entry(&graph.lock[id].name).or_default();
        for (other, there) in &*same_name {
            let both = here.and(there);
            if !both.is_never() {
                let clauses = both.clauses(conflicts.allowed());
                let choices = clauses.first().into_iter().flatten();
                let choices: Vec<_> = choices.map(|it| conflicts.describe(it)).collect();
                return Err(two_of_one_name(graph, (*other, id), environment, &choices));
            }
        }
        same_name.push((id, here));
    }
    Ok(())
}

fn two_of_one_name(
    graph: &Graph<'_>,
    (first, second): (PackageId, PackageId),
    environment: &str,
    choices: &[String],
) -> ResolveError {
    let (first, second) = (&graph.lock[first], &graph.lock[second]);
    ResolveError::TwoOfOneName {
        environment: match choices {
            [] => environment.to_owned(),
            choices => format!("{environment} with {}", choices.join(" and ")),
        },
        both: format!("{first} and {second}"),
        first_span: first.span.clone().into(),
        second_span: second.span.clone().into(),
    }
}
