//! The graph of everything that the lock file can install.
//!
//! A node is a package, an extra of a package, or a dependency group of a package. An edge leads from a
//! node to a dependency, and has a marker. Real lock files have cycles.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use foldhash::fast::RandomState;
use indexmap::IndexMap;
use miette::{Diagnostic, SourceSpan};
use pep508_rs::{ExtraName, PackageName};
use petgraph::graph::{DiGraph, NodeIndex};
use thiserror::Error;

use crate::lock::marker::MarkerId;
use crate::lock::{ConflictItem, Dependency, Lock, Package, PackageId};
use crate::text::printable::spelled_out;

/// A node of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node<'l> {
    /// A package with its dependencies.
    Package(PackageId),
    /// An extra of a package, with the package.
    Extra(PackageId, &'l ExtraName),
    /// A dependency group of a package, without the package.
    Group(PackageId, &'l ExtraName),
}

impl<'l> Node<'l> {
    /// The package that it is, or is of.
    #[must_use]
    pub const fn package(self) -> PackageId {
        match self {
            Self::Package(id) | Self::Extra(id, _) | Self::Group(id, _) => id,
        }
    }

    /// The extra that it is.
    #[must_use]
    pub const fn extra(self) -> Option<&'l ExtraName> {
        match self {
            Self::Extra(_, extra) => Some(extra),
            Self::Package(_) | Self::Group(..) => None,
        }
    }

    /// The dependency group that it is.
    #[must_use]
    pub const fn group(self) -> Option<&'l ExtraName> {
        match self {
            Self::Group(_, group) => Some(group),
            Self::Package(_) | Self::Extra(..) => None,
        }
    }
}

/// The marker of an edge; none: it is always followed.
pub(crate) type Edge = Option<MarkerId>;

/// The packages of each name.
type ByName<'l> = IndexMap<&'l PackageName, Vec<PackageId>, RandomState>;

/// The graph of a lock.
#[derive(Debug)]
pub struct Graph<'l> {
    /// The lock that it was built from.
    pub lock: &'l Lock,
    pub(crate) digraph: DiGraph<Node<'l>, Edge>,
    nodes: IndexMap<Node<'l>, NodeIndex, RandomState>,
    /// Of each package, in the order of the lock.
    packages: Vec<NodeIndex>,
    /// The packages whose names others have, too.
    namesakes: BTreeSet<PackageId>,
    unknown_extras: BTreeMap<PackageId, Vec<&'l ExtraName>>,
}

/// An invalid dependency.
#[derive(Debug, Error, Diagnostic)]
pub enum GraphError {
    /// A dependency that is not in the lock file.
    #[error("`{package}` depends on `{dependency}`, which is not in the lock file")]
    #[diagnostic(
        code(uvnix::graph::dangling_dependency),
        help("the lock file is incomplete or was edited: run `uv lock`")
    )]
    Dangling {
        /// The package with the edge.
        package: String,
        /// The name of the dependency.
        dependency: String,
        /// The place of the dependency.
        #[label("no such package")]
        span: SourceSpan,
    },

    /// A dependency that matches several packages.
    #[error(
        "`{package}` depends on `{dependency}`, which matches several packages of the lock file"
    )]
    #[diagnostic(
        code(uvnix::graph::ambiguous_dependency),
        help(
            "the lock file was edited: run `uv lock`, which adds the version to such a dependency"
        )
    )]
    Ambiguous {
        /// The package with the edge.
        package: String,
        /// The name of the dependency.
        dependency: String,
        /// The place of the dependency.
        #[label("ambiguous")]
        span: SourceSpan,
    },
}

impl<'l> Graph<'l> {
    /// The graph of `lock`.
    pub fn build(lock: &'l Lock) -> Result<Self, GraphError> {
        let mut by_name = ByName::default();
        for (id, package) in lock.packages() {
            by_name.entry(&package.name).or_default().push(id);
        }
        let mut graph = Self {
            lock,
            digraph: DiGraph::new(),
            nodes: IndexMap::default(),
            packages: Vec::new(),
            namesakes: BTreeSet::new(),
            unknown_extras: BTreeMap::new(),
        };
        for (id, package) in lock.packages() {
            let itself = graph.add(Node::Package(id));
            graph.packages.push(itself);
            graph.connect(itself, &package.dependencies, package, &by_name)?;
            for (extra, dependencies) in &package.extras {
                let extra = graph.add(Node::Extra(id, extra));
                graph.connect(extra, dependencies, package, &by_name)?;
            }
            for (group, dependencies) in &package.groups {
                let group = graph.add(Node::Group(id, group));
                graph.connect(group, dependencies, package, &by_name)?;
            }
        }
        let namesakes = by_name.into_values().filter(|ids| ids.len() > 1);
        graph.namesakes = namesakes.flatten().collect();
        Ok(graph)
    }

    /// The index of the node of a package.
    #[must_use]
    pub fn package(&self, id: PackageId) -> NodeIndex {
        self.packages[id.index()]
    }

    /// Whether other packages have the name of this one.
    #[must_use]
    pub fn has_namesakes(&self, id: PackageId) -> bool {
        self.namesakes.contains(&id)
    }

    /// The index of a node, if the lock file contains it.
    #[must_use]
    pub fn index(&self, node: Node<'_>) -> Option<NodeIndex> {
        self.nodes.get(&node).copied()
    }

    /// Every node with its index.
    pub fn nodes(&self) -> impl Iterator<Item = (Node<'l>, NodeIndex)> {
        self.nodes.iter().map(|(&node, &index)| (node, index))
    }

    /// The members with all their extras and dependency groups: everything that can be installed by name.
    pub fn starts(&self) -> impl Iterator<Item = NodeIndex> {
        let members: FixedBitSet = self.lock.members.iter().map(|id| id.index()).collect();
        let nodes = self.nodes().filter(move |(node, _)| members.contains(node.package().index()));
        nodes.map(|(_, index)| index)
    }

    /// The node as an item of a conflict.
    #[must_use]
    pub fn item(&self, node: NodeIndex) -> ConflictItem {
        let name = |id: PackageId| self.lock[id].name.clone();
        match self.digraph[node] {
            Node::Package(id) => ConflictItem::Project(name(id)),
            Node::Extra(id, extra) => ConflictItem::Extra(name(id), extra.clone()),
            Node::Group(id, group) => ConflictItem::Group(name(id), group.clone()),
        }
    }

    /// The extras of a package that other packages request, but that the package does not have.
    #[must_use]
    pub fn unknown_extras(&self, id: PackageId) -> &[&'l ExtraName] {
        self.unknown_extras.get(&id).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, node: Node<'l>) -> NodeIndex {
        if let Some(&known) = self.nodes.get(&node) {
            return known;
        }
        let index = self.digraph.add_node(node);
        self.nodes.insert(node, index);
        if let Node::Extra(id, extra) = node {
            let package = self.add(Node::Package(id));
            self.digraph.add_edge(index, package, None);
            if !self.lock[id].extras.contains_key(extra) {
                self.unknown_extras.entry(id).or_default().push(extra);
            }
        }
        index
    }

    fn connect(
        &mut self,
        from: NodeIndex,
        dependencies: &'l [Dependency],
        package: &Package,
        by_name: &ByName<'_>,
    ) -> Result<(), GraphError> {
        for dependency in dependencies {
            let target = target(self.lock, dependency, package, by_name)?;
            let package = [Node::Package(target)];
            let extras: Vec<_> =
                dependency.extras.iter().map(|extra| Node::Extra(target, extra)).collect();
            // An extra requires its package.
            let needed = if extras.is_empty() { &package[..] } else { &extras };
            for &node in needed {
                let node = self.add(node);
                self.digraph.add_edge(from, node, dependency.marker);
            }
        }
        Ok(())
    }
}

/// The one package that an edge names.
fn target(
    lock: &Lock,
    dependency: &Dependency,
    package: &Package,
    by_name: &ByName<'_>,
) -> Result<PackageId, GraphError> {
    if let Some(target) = dependency.target {
        return Ok(target);
    }
    let is_meant = |id: &&PackageId| {
        let candidate = &lock[**id];
        let version = candidate.version.as_ref().map(|version| &version.text);
        (dependency.version.is_none() || dependency.version.as_ref() == version)
            && dependency.source.as_ref().is_none_or(|source| **source == candidate.source)
    };
    let candidates = by_name.get(&dependency.name).map_or(&[][..], Vec::as_slice);
    let mut meant = candidates.iter().filter(is_meant);
    let names = || {
        let version = dependency.version.as_ref();
        let version =
            version.map(|version| format!(" {}", spelled_out(version))).unwrap_or_default();
        (package.name.to_string(), format!("{}{version}", dependency.name))
    };
    match (meant.next(), meant.next()) {
        (Some(&target), None) => Ok(target),
        (None, _) => {
            let (package, dependency_name) = names();
            Err(GraphError::Dangling {
                package,
                dependency: dependency_name,
                span: dependency.span.clone().into(),
            })
        }
        (Some(_), Some(_)) => {
            let (package, dependency_name) = names();
            Err(GraphError::Ambiguous {
                package,
                dependency: dependency_name,
                span: dependency.span.clone().into(),
            })
        }
    }
}
