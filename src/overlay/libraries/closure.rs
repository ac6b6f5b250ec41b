//! The packages that a package needs, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use foldhash::fast::RandomState;
use indexmap::IndexMap;
use pep508_rs::{ExtraName, PackageName};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, IntoNeighbors, Reversed, Visitable};

use super::system::fits;
use crate::overlay::Variant;

type Packages<'l> = BTreeMap<&'l PackageName, Vec<Variant<'l>>>;

/// A package, or one of its extras.
type Node<'l> = (&'l PackageName, Option<&'l ExtraName>);

/// For some packages, which others need them and which they need, in any environment and with any choice.
///
/// It follows the edges once for each of these packages: a large lock has many packages that need libraries,
/// but few that provide some.
pub(super) struct Closures<'l> {
    graph: Graph<'l>,
    of: BTreeMap<&'l PackageName, Closure>,
}

/// The nodes that lead to a package, and those to which it leads.
struct Closure {
    users: FixedBitSet,
    needs: FixedBitSet,
}

/// The dependencies of all environments and choices together: what holds for one of them is an edge.
#[derive(Default)]
struct Graph<'l> {
    nodes: IndexMap<Node<'l>, NodeIndex, RandomState>,
    edges: DiGraph<(), ()>,
}

impl<'l> Closures<'l> {
    pub(super) fn of(packages: &Packages<'l>, some: BTreeSet<&'l PackageName>) -> Self {
        let mut graph = if some.is_empty() { Graph::default() } else { Graph::of(packages) };
        let reach = some.into_iter().map(|name| {
            let node = graph.node((name, None));
            let users = reached(Reversed(&graph.edges), node);
            (name, Closure { users, needs: reached(&graph.edges, node) })
        });
        let of = reach.collect();
        Self { graph, of }
    }

    /// Those among the packages that `root` needs, or that fit the patterns `undeclared`; without those that
    /// need it too: a derivation cannot need itself.
    pub(super) fn below(
        &self,
        root: &'l PackageName,
        undeclared: &[&str],
    ) -> BTreeSet<&'l PackageName> {
        let node = self.graph.nodes.get(&(root, None));
        let has_root = |nodes: &FixedBitSet| node.is_some_and(|node| nodes.contains(node.index()));
        let is_undeclared =
            |name: &PackageName| undeclared.iter().any(|pattern| fits(pattern, name.as_ref()));
        let below = self.of.iter().filter(|(name, reach)| {
            **name != root
                && (has_root(&reach.users) || is_undeclared(name))
                && !has_root(&reach.needs)
        });
        below.map(|(name, _)| *name).collect()
    }
}

impl<'l> Graph<'l> {
    fn of(packages: &Packages<'l>) -> Self {
        let mut graph = Self::default();
        for (name, variant) in
            packages.iter().flat_map(|(name, all)| all.iter().map(|it| (*name, it)))
        {
            let dependencies = &variant.dependencies;
            for dependencies in dependencies.conditional.values().chain([&dependencies.everywhere])
            {
                let extras = dependencies.extras.iter().map(|(extra, edges)| (Some(*extra), edges));
                for (extra, edges) in extras.chain([(None, &dependencies.required)]) {
                    let user = graph.node((name, extra));
                    for (needed, extras) in edges {
                        let extras = extras.iter().map(|extra| Some(*extra));
                        for extra in extras.chain([None]) {
                            let needed = graph.node((needed, extra));
                            graph.edges.add_edge(user, needed, ());
                        }
                    }
                }
            }
        }
        graph
    }

    fn node(&mut self, node: Node<'l>) -> NodeIndex {
        *self.nodes.entry(node).or_insert_with(|| self.edges.add_node(()))
    }
}

/// The nodes that follow `start` along the edges, with itself.
fn reached<G>(graph: G, start: NodeIndex) -> FixedBitSet
where
    G: IntoNeighbors<NodeId = NodeIndex> + Visitable<NodeId = NodeIndex, Map = FixedBitSet>,
{
    let mut search = Dfs::new(graph, start);
    while search.next(graph).is_some() {}
    search.discovered
}
