//! The dependency tree, from the members down, or inverted from a package up.
//!
//! Real graphs have cycles. Therefore the dependencies of a package are shown only once, and a tree is
//! never longer than the lock file.

mod leaves;
mod text;

use std::collections::BTreeMap;

use pep508_rs::ExtraName;
use schemars::JsonSchema;
use serde::Serialize;

use crate::environment::{ByEnvironment, EnvironmentId, EnvironmentSet};
use crate::lock::PackageId;
use crate::questions::link::{LinkId, Links};
use crate::resolution::graph::Node;
use crate::resolution::resolved::Resolved;

use leaves::leaves;

pub(crate) use text::alternatives;
pub use text::print;

/// The tree of environments that agree.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tree {
    /// The scopes that it holds for.
    pub environments: Vec<String>,
    /// Its lines, from top to bottom.
    pub lines: Vec<Line>,
}

/// A line of a tree: a package, below the package that requires it, or, if inverted, below its dependency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Line {
    /// Its level; 0 for roots.
    pub depth: usize,
    /// Whether nothing follows below the same line.
    pub is_last: bool,
    /// The package.
    pub name: String,
    /// Its version, if the lock knows it.
    pub version: Option<String>,
    /// The extras that are needed of it.
    pub extras: Vec<String>,
    /// The extra of the upper package (if inverted: of this package) that causes the dependency.
    pub extra: Option<String>,
    /// The dependency group that does.
    pub group: Option<String>,
    /// The choices that the dependency requires: a list of alternatives.
    pub when: Vec<Vec<String>>,
    /// Whether it is opened elsewhere.
    pub is_repeated: bool,
}

/// Which way a tree grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From packages to their dependencies.
    Down,
    /// From dependencies to the packages that require them.
    Up,
}

/// The options of a tree.
#[derive(Debug)]
pub struct TreeOptions {
    /// Which way.
    pub direction: Direction,
    /// The number of levels below the roots; `None`: all.
    pub depth: Option<usize>,
    /// The packages that it starts from; none: the members, or upwards all that need nothing.
    pub roots: Vec<PackageId>,
}

/// The trees of these environments, those that agree as one.
#[must_use]
pub fn trees(
    resolved: &Resolved<'_>,
    links: &Links<'_>,
    environments: &EnvironmentSet,
    options: &TreeOptions,
) -> Vec<Tree> {
    let grown = |environment| Growth { resolved, links, environment, options }.lines();
    let trees = ByEnvironment::of(environments, grown)
        .into_iter()
        .map(|(lines, set)| Tree { environments: names(resolved, &set, environments), lines });
    trees.collect()
}

/// The environment's own name, if it is one; else those of scopes.
fn names(resolved: &Resolved<'_>, set: &EnvironmentSet, within: &EnvironmentSet) -> Vec<String> {
    let all = &resolved.environments;
    match set.only() {
        Some(one) => vec![all.name(&all[one])],
        None => all.cover(set, within).into_iter().map(str::to_owned).collect(),
    }
}

/// A tree that grows in one environment.
struct Growth<'a, 'l> {
    resolved: &'a Resolved<'l>,
    links: &'a Links<'l>,
    environment: EnvironmentId,
    options: &'a TreeOptions,
}

/// A place in a tree.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A package that it starts from, with all its extras and groups.
    Root(PackageId),
    /// A dependency.
    Needed(LinkId),
    /// Who needs something.
    Needing(LinkId),
}

impl<'l> Growth<'_, 'l> {
    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        // The nodes whose dependencies were shown, and the levels below them.
        let mut opened: BTreeMap<Vec<Node<'l>>, Option<usize>> = BTreeMap::new();
        let roots = self.roots().into_iter().map(Step::Root);
        let mut stack: Vec<_> = stacked(roots.collect(), 0).collect();
        while let Some((depth, is_last, step)) = stack.pop() {
            let nodes = self.nodes(&step);
            let mut line = self.line(&step, depth, is_last);
            let below = self.below(&nodes);
            let left = self.options.depth.map(|most| most.saturating_sub(depth));
            let seen = opened.get(&nodes).is_some_and(|&then| then.is_none() || then >= left);
            line.is_repeated = seen && !below.is_empty() && left != Some(0);
            lines.push(line);
            if !seen && left != Some(0) {
                opened.insert(nodes, left);
                stack.extend(stacked(below, depth + 1));
            }
        }
        lines
    }

    fn roots(&self) -> Vec<PackageId> {
        let lock = self.resolved.graph.lock;
        let mut roots = match (self.options.roots.as_slice(), self.options.direction) {
            ([], Direction::Down) => lock.members.clone(),
            ([], Direction::Up) => leaves(self.resolved, self.links, self.environment),
            (asked_for, _) => asked_for.to_vec(),
        };
        roots.retain(|&id| self.resolved.has(self.environment, id));
        roots.sort_by_key(|&id| (&lock[id].name, id));
        roots
    }

    /// The nodes of a step, whose dependencies are shown below.
    fn nodes(&self, step: &Step) -> Vec<Node<'l>> {
        match step {
            Step::Root(id) if self.options.direction == Direction::Up => vec![Node::Package(*id)],
            Step::Root(id) => self.all_of(*id),
            Step::Needed(link) => {
                let link = &self.links[*link];
                let extras = link.extras.iter().map(|extra| Node::Extra(link.to, extra));
                [Node::Package(link.to)].into_iter().chain(extras).collect()
            }
            Step::Needing(link) => vec![self.links[*link].from],
        }
    }

    /// A package with its extras and groups.
    fn all_of(&self, id: PackageId) -> Vec<Node<'l>> {
        let package = &self.resolved.graph.lock[id];
        let extras = package.extras.keys().map(|extra| Node::Extra(id, extra));
        let groups = package.groups.keys().map(|group| Node::Group(id, group));
        [Node::Package(id)].into_iter().chain(extras).chain(groups).collect()
    }

    /// The steps below, in their order.
    fn below(&self, nodes: &[Node<'l>]) -> Vec<Step> {
        let lock = self.resolved.graph.lock;
        let mut links: Vec<LinkId> = match self.options.direction {
            Direction::Down => {
                nodes.iter().flat_map(|&node| self.links.from(node)).copied().collect()
            }
            Direction::Up => nodes.iter().flat_map(|&node| self.links.bringing(node)).collect(),
        };
        links.retain(|&id| !self.links.condition(id, self.resolved, self.environment).is_never());
        links.sort_by_key(|&id| {
            let link = &self.links[id];
            match self.options.direction {
                Direction::Down => (order(link.from), &lock[link.to].name, link.to),
                Direction::Up => {
                    let from = link.from.package();
                    ((0, None), &lock[from].name, from)
                }
            }
        });
        let step = match self.options.direction {
            Direction::Down => Step::Needed,
            Direction::Up => Step::Needing,
        };
        links.into_iter().map(step).collect()
    }

    fn line(&self, step: &Step, depth: usize, is_last: bool) -> Line {
        let (id, link) = match step {
            Step::Root(id) => (*id, None),
            Step::Needed(link) => (self.links[*link].to, Some(*link)),
            Step::Needing(link) => (self.links[*link].from.package(), Some(*link)),
        };
        let package = &self.resolved.graph.lock[id];
        let from = link.map(|link| self.links[link].from);
        let is_needed = self.options.direction == Direction::Down;
        let when = |link| self.links.choices(link, self.resolved, self.environment);
        let extras = link.filter(|_| is_needed).map(|link| &self.links[link].extras);
        Line {
            depth,
            is_last,
            name: self.resolved.graph.lock.name_of(id),
            version: package.version.as_ref().map(|version| version.text.clone()),
            extras: extras.into_iter().flatten().map(ToString::to_string).collect(),
            extra: from.and_then(Node::extra).map(ToString::to_string),
            group: from.and_then(Node::group).map(ToString::to_string),
            when: link.map(when).unwrap_or_default(),
            is_repeated: false,
        }
    }
}

/// A step, how far down it is, and whether it is the last there.
type Placed = (usize, bool, Step);

/// The steps below a step, in reverse order for a stack.
fn stacked(steps: Vec<Step>, depth: usize) -> impl Iterator<Item = Placed> {
    let placed = steps.into_iter().rev().enumerate();
    placed.map(move |(index, step)| (depth, index == 0, step))
}

/// Orders the dependencies of a package: its own, then those of its extras, then those of its groups.
fn order(node: Node<'_>) -> (u8, Option<&ExtraName>) {
    match node {
        Node::Package(_) => (0, None),
        Node::Extra(_, extra) => (1, Some(extra)),
        Node::Group(_, group) => (2, Some(group)),
    }
}
