//! What one environment gets: the part of the graph that can be reached in it.
//!
//! uv has already chosen the versions, so resolving is following the edges whose markers hold.

use fixedbitset::FixedBitSet;
use indexmap::IndexMap;
use miette::{Diagnostic, SourceSpan};
use petgraph::graph::NodeIndex;
use petgraph::visit::{Dfs, EdgeFiltered};
use thiserror::Error;

use crate::graph::{Graph, Node};
use crate::lock::{Package, PackageId};
use crate::marker::{MarkerId, Truth};

/// Where a resolution starts.
#[derive(Debug, Clone)]
pub struct Selection(Vec<NodeIndex>);

impl Selection {
    /// The members with all their extras and dependency groups: what any specification can ask for.
    #[must_use]
    pub fn everything(graph: &Graph<'_>) -> Self {
        let members = &graph.lock.members;
        let is_asked_for = |node: &Node<'_>| match node {
            Node::Package(id) | Node::Extra(id, _) | Node::Group(id, _) => members.contains(id),
        };
        let nodes = graph.nodes().filter(|(node, _)| is_asked_for(node));
        Self(nodes.map(|(_, index)| index).collect())
    }
}

/// The nodes that one environment reaches.
#[derive(Debug)]
pub struct Resolution {
    reached: FixedBitSet,
    truth: Truth,
}

/// An environment that the lock gives no single answer for.
#[derive(Debug, Error, Diagnostic)]
pub enum ResolveError {
    /// Two packages of one name, and nothing that tells which is meant.
    #[error("on {environment}, both {first} and {second} would be installed")]
    #[diagnostic(
        code(uvnix::resolve::two_of_one_name),
        help(
            "uv writes markers that tell them apart: lock again with a newer uv, or leave this \
             environment out with `--python` and `--system`"
        )
    )]
    TwoOfOneName {
        /// The environment.
        environment: String,
        /// One of them.
        first: String,
        /// The other.
        second: String,
        /// Where the one stands.
        #[label("this one")]
        first_span: SourceSpan,
        /// Where the other stands.
        #[label("and this one")]
        second_span: SourceSpan,
    },
}

impl Resolution {
    /// Whether a node is reached.
    #[must_use]
    pub fn reaches(&self, node: NodeIndex) -> bool {
        self.reached.contains(node.index())
    }

    /// Whether an edge with this marker is followed from a node that is reached.
    #[must_use]
    pub fn follows(&self, marker: Option<MarkerId>) -> bool {
        self.truth.holds(marker)
    }
}

/// Follows the edges whose markers hold, from everything that is selected.
pub fn resolve(
    graph: &Graph<'_>,
    truth: Truth,
    selection: &Selection,
    environment: &str,
) -> Result<Resolution, ResolveError> {
    let followed = EdgeFiltered::from_fn(&graph.edges, |edge| truth.holds(*edge.weight()));
    let mut search = Dfs::empty(&followed);
    for &start in &selection.0 {
        search.move_to(start);
        while search.next(&followed).is_some() {}
    }
    let reached = search.discovered;
    check_names(graph, &reached, environment)?;
    Ok(Resolution { reached, truth })
}

fn check_names(
    graph: &Graph<'_>,
    reached: &FixedBitSet,
    environment: &str,
) -> Result<(), ResolveError> {
    let mut by_name = IndexMap::new();
    let packages = graph.nodes().filter_map(|(node, index)| match node {
        Node::Package(id) if reached.contains(index.index()) => Some(id),
        Node::Package(_) | Node::Extra(..) | Node::Group(..) => None,
    });
    for id in packages {
        if let Some(first) = by_name.insert(&graph.lock[id].name, id) {
            return Err(two_of_one_name(graph, first, id, environment));
        }
    }
    Ok(())
}

fn two_of_one_name(
    graph: &Graph<'_>,
    first: PackageId,
    second: PackageId,
    environment: &str,
) -> ResolveError {
    let (first, second) = (&graph.lock[first], &graph.lock[second]);
    let describe = |package: &Package| match &package.version {
        Some(version) => format!("{} {}", package.name, version.text),
        None => package.name.to_string(),
    };
    ResolveError::TwoOfOneName {
        environment: environment.to_owned(),
        first: describe(first),
        second: describe(second),
        first_span: first.span.clone().into(),
        second_span: second.span.clone().into(),
    }
}
