//! The packages that a package needs, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::fast::RandomState;
use indexmap::IndexSet;
use pep508_rs::{ExtraName, PackageName};
use petgraph::prelude::DiGraphMap;
use petgraph::visit::{Dfs, IntoNeighbors, Reversed, Visitable};

use super::system::fits;
use crate::overlay::Variant;

type Packages<'l> = BTreeMap<&'l PackageName, Vec<Variant<'l>>>;

/// A package, or one of its extras.
type Node<'l> = (&'l PackageName, Option<&'l ExtraName>);

type Graph<'l> = DiGraphMap<Node<'l>, (), RandomState>;

/// For some packages, which others need them and which they need, in any environment and with any choice.
///
/// It follows the edges once for each of these packages: a large lock has many packages that need libraries,
/// but few that provide some.
pub(super) struct Closures<'l> {
    of: BTreeMap<&'l PackageName, Closure<'l>>,
}

type Names<'l> = IndexSet<&'l PackageName, RandomState>;

struct Closure<'l> {
    users: Names<'l>,
    needs: Names<'l>,
}

impl<'l> Closures<'l> {
    pub(super) fn of(packages: &Packages<'l>, some: BTreeSet<&'l PackageName>) -> Self {
        let graph = if some.is_empty() { Graph::default() } else { graph(packages) };
        let reach = some.into_iter().map(|name| {
            let users = reached(Reversed(&graph), (name, None));
            let users = users.filter(|(_, extra)| extra.is_none()).map(|(user, _)| user);
            let needs = reached(&graph, (name, None)).map(|(need, _)| need);
            (name, Closure { users: users.collect(), needs: needs.collect() })
        });
        Self { of: reach.collect() }
    }

    /// Those among the packages that `root` needs, or that fit the patterns `undeclared`; without those that
    /// need it too: a derivation cannot need itself.
    pub(super) fn below(
        &self,
        root: &PackageName,
        undeclared: &[&str],
    ) -> BTreeSet<&'l PackageName> {
        let is_undeclared =
            |name: &PackageName| undeclared.iter().any(|pattern| fits(pattern, name.as_ref()));
        let below = self.of.iter().filter(|(name, reach)| {
            **name != root
                && (reach.users.contains(root) || is_undeclared(name))
                && !reach.needs.contains(root)
        });
        below.map(|(name, _)| *name).collect()
    }
}

/// The dependencies of all environments and choices together: what holds for one of them is an edge.
fn graph<'l>(packages: &Packages<'l>) -> Graph<'l> {
    let mut graph = Graph::default();
    for (name, variant) in packages.iter().flat_map(|(name, all)| all.iter().map(|it| (*name, it)))
    {
        let dependencies = &variant.dependencies;
        for dependencies in dependencies.conditional.values().chain([&dependencies.everywhere]) {
            let extras = dependencies.extras.iter().map(|(extra, edges)| (Some(*extra), edges));
            for (extra, edges) in extras.chain([(None, &dependencies.required)]) {
                for (needed, extras) in edges {
                    graph.add_edge((name, extra), (*needed, None), ());
                    for of_needed in extras {
                        graph.add_edge((name, extra), (*needed, Some(*of_needed)), ());
                    }
                }
            }
        }
    }
    graph
}

/// What follows `start` along the edges, with itself.
fn reached<'l, G>(graph: G, start: Node<'l>) -> impl Iterator<Item = Node<'l>>
where
    G: IntoNeighbors<NodeId = Node<'l>> + Visitable<NodeId = Node<'l>>,
    G::Map: petgraph::visit::VisitMap<Node<'l>>,
{
    let mut search = Dfs::new(graph, start);
    std::iter::from_fn(move || search.next(graph))
}
