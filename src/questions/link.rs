//! Dependencies as the lock file states them: one link for each entry.
//!
//! The graph has an edge for each requested extra. A link is the whole entry: `app`, for its extra `web`,
//! depends on `server[fast]` under a marker.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Index;

use pep508_rs::ExtraName;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::environment::{EnvironmentId, EnvironmentSet};
use crate::lock::PackageId;
use crate::lock::formula::Formula;
use crate::lock::marker::MarkerId;
use crate::resolution::graph::{Graph, Node};
use crate::resolution::resolved::Resolved;
use crate::text::printable::spelled_out;

/// A dependency of a package.
#[derive(Debug)]
pub struct Link<'l> {
    /// The package, or its extra or dependency group, that needs it.
    pub from: Node<'l>,
    /// The required package.
    pub to: PackageId,
    /// The extras that are needed of it.
    pub extras: BTreeSet<&'l ExtraName>,
    /// Where it is needed; none: everywhere.
    pub marker: Option<MarkerId>,
}

/// A link of one [`Links`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkId(usize);

/// All links of a lock.
#[derive(Debug)]
pub struct Links<'l> {
    all: Vec<Link<'l>>,
    from: BTreeMap<Node<'l>, Vec<LinkId>>,
    to: BTreeMap<PackageId, Vec<LinkId>>,
    marker_texts: BTreeMap<MarkerId, &'l str>,
}

impl<'l> Links<'l> {
    /// The links of `graph`.
    #[must_use]
    pub fn of(graph: &Graph<'l>) -> Self {
        let mut links = Self {
            all: Vec::new(),
            from: BTreeMap::new(),
            to: BTreeMap::new(),
            marker_texts: graph.lock.markers.texts().map(|(text, id)| (id, text)).collect(),
        };
        for (node, index) in graph.nodes() {
            for ((to, marker), extras) in needed(graph, node, index) {
                links.add(Link { from: node, to, extras, marker });
            }
        }
        links
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = (LinkId, &Link<'l>)> {
        self.all.iter().enumerate().map(|(index, link)| (LinkId(index), link))
    }

    /// The links from a node.
    #[must_use]
    pub fn from(&self, node: Node<'l>) -> &[LinkId] {
        self.from.get(&node).map_or(&[], Vec::as_slice)
    }

    /// The links to a package.
    #[must_use]
    pub fn to(&self, package: PackageId) -> &[LinkId] {
        self.to.get(&package).map_or(&[], Vec::as_slice)
    }

    /// The links that require a node. A link requires an extra only if it names this extra.
    pub fn bringing(&self, node: Node<'l>) -> impl Iterator<Item = LinkId> {
        let (package, extra) = match node {
            Node::Package(id) => (Some(id), None),
            Node::Extra(id, extra) => (Some(id), Some(extra)),
            Node::Group(..) => (None, None),
        };
        let links = package.map_or(&[][..], |id| self.to(id)).iter().copied();
        links.filter(move |&id| extra.is_none_or(|extra| self[id].extras.contains(extra)))
    }

    /// When a link is followed in an environment.
    #[must_use]
    pub fn condition(
        &self,
        id: LinkId,
        resolved: &Resolved<'_>,
        environment: EnvironmentId,
    ) -> Formula {
        let (link, graph) = (&self[id], &resolved.graph);
        let Some(from) = graph.index(link.from) else {
            return Formula::NEVER;
        };
        let reached = resolved.reaches_node(environment, from);
        let followed = reached.and(resolved.conflicts.allowed());
        let followed = followed.and(resolved.follows(environment, link.marker));
        let extras =
            link.extras.iter().filter_map(|&extra| graph.index(Node::Extra(link.to, extra)));
        extras.fold(followed, |all, extra| all.and(resolved.conflicts.chosen(extra)))
    }

    /// The choices that a link requires, assuming that its package is installed.
    #[must_use]
    pub fn choices(
        &self,
        id: LinkId,
        resolved: &Resolved<'_>,
        environment: EnvironmentId,
    ) -> Vec<Vec<String>> {
        let conflicts = &resolved.conflicts;
        let there = resolved.reaches(environment, self[id].from.package());
        let care = match self[id].from {
            // A group comes without its package.
            Node::Group(..) => conflicts.allowed().clone(),
            Node::Package(_) | Node::Extra(..) => conflicts.allowed().and(there),
        };
        let condition = self.condition(id, resolved, environment);
        if care == *conflicts.allowed() {
            return conflicts.alternatives(&condition);
        }
        conflicts.in_words(&condition.clauses(&care))
    }

    /// The environments that follow a link, for some choices at least.
    #[must_use]
    pub fn followed(&self, id: LinkId, resolved: &Resolved<'_>) -> EnvironmentSet {
        resolved.environments.set(|it| !self.condition(id, resolved, it).is_never())
    }

    /// The part of the marker of a link that is about the environment, if the choices for which `is_made`
    /// is true are made. It is spelled as in the lock file, unless the marker contains choices.
    #[must_use]
    pub fn marker(
        &self,
        id: LinkId,
        resolved: &Resolved<'_>,
        is_made: &dyn Fn(&ExtraName) -> bool,
    ) -> Option<String> {
        let marker = self[id].marker?;
        let text = *self.marker_texts.get(&marker)?;
        if resolved.conflicts.are_in(text) {
            let part = resolved.graph.lock.markers[marker].environment_part(is_made);
            return part.as_deref().map(spelled_out);
        }
        Some(spelled_out(text))
    }

    fn add(&mut self, link: Link<'l>) {
        let id = LinkId(self.all.len());
        self.from.entry(link.from).or_default().push(id);
        self.to.entry(link.to).or_default().push(id);
        self.all.push(link);
    }
}

impl<'l> Index<LinkId> for Links<'l> {
    type Output = Link<'l>;

    fn index(&self, LinkId(index): LinkId) -> &Link<'l> {
        &self.all[index]
    }
}

/// The dependencies of a node, with all extras of one entry together.
type Needed<'l> = BTreeMap<(PackageId, Option<MarkerId>), BTreeSet<&'l ExtraName>>;

fn needed<'l>(graph: &Graph<'l>, node: Node<'l>, index: NodeIndex) -> Needed<'l> {
    let mut needed = Needed::new();
    for edge in graph.digraph.edges(index) {
        let target = graph.digraph[edge.target()];
        let (to, extra) = match target {
            // Implicit: an extra requires its own package.
            Node::Package(id) if matches!(node, Node::Extra(own, _) if own == id) => continue,
            Node::Package(id) | Node::Group(id, _) => (id, None),
            Node::Extra(id, extra) => (id, Some(extra)),
        };
        needed.entry((to, *edge.weight())).or_default().extend(extra);
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lock::Lock;

    const LOCK: &str = r#"
version = 1
requires-python = ">=3.12"

[[package]]
name = "app"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "server", extra = ["fast", "tls"], marker = "sys_platform == 'linux'" }]

[package.optional-dependencies]
all = [{ name = "app", extra = ["web"] }]
web = [{ name = "server" }]

[[package]]
name = "server"
version = "1"
source = { registry = "https://pypi.example/simple" }
"#;

    #[test]
    fn extras_that_are_asked_for_together_are_one_link() {
        let lock = Lock::parse(LOCK).unwrap();
        let graph = Graph::build(&lock).unwrap();
        let links = Links::of(&graph);
        let all = links.iter().map(|(_, link)| {
            let extras: Vec<_> = link.extras.iter().map(ToString::to_string).collect();
            format!("{} {}", lock[link.to].name, extras.join(","))
        });
        let mut all = Vec::from_iter(all);
        all.sort();
        assert_eq!(all, ["app web", "server ", "server fast,tls"]);
    }

    #[test]
    fn an_extra_is_brought_along_only_by_who_asks_for_it() {
        let lock = Lock::parse(LOCK).unwrap();
        let graph = Graph::build(&lock).unwrap();
        let links = Links::of(&graph);
        let (server, _) = lock.packages().find(|(_, it)| it.name.as_ref() == "server").unwrap();
        let fast = ExtraName::new("fast".to_owned()).unwrap();
        let (node, _) =
            graph.nodes().find(|(node, _)| *node == Node::Extra(server, &fast)).unwrap();
        assert_eq!(links.bringing(node).count(), 1);
        assert_eq!(links.bringing(Node::Package(server)).count(), 2);
    }
}
