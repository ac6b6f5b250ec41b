//! The paths from the members to a package.
//!
//! There can be millions of paths. The shortest path through each direct dependent is found without
//! enumerating the others; all paths are counted and listed only up to a limit.

mod all;
mod shortest;
mod text;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::environment::{EnvironmentId, EnvironmentSet};
use crate::lock::PackageId;
use crate::lock::formula::Formula;
use crate::questions::link::{LinkId, Links};
use crate::resolution::graph::Node;
use crate::resolution::resolved::Resolved;

pub use text::print;

/// The number of paths that are counted without `--all`.
pub const COUNTED: usize = 1_000;
/// The number of paths that are listed at most.
pub const LISTED: usize = 100_000;
/// The number of links in all paths together, at most: nobody reads more, and it is some 20 MB of text.
const LISTED_LINKS: usize = 200_000;

/// The reasons why one version of a package is installed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Why {
    /// The package.
    pub name: String,
    /// Its version, if the lock knows it.
    pub version: Option<String>,
    /// Whether it can be installed by name.
    pub is_member: bool,
    /// The scopes that have it; none: all environments that were looked at.
    pub environments: Option<Vec<String>>,
    /// The paths to it, the shortest first.
    pub paths: Vec<Path>,
    /// The number of other paths.
    pub left_out: usize,
    /// Whether there are more paths, which were not counted.
    pub has_uncounted: bool,
}

/// A path to a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Path {
    /// The links from a member to the package.
    pub steps: Vec<Step>,
    /// The scopes that follow all of them; none: all environments that were looked at.
    pub environments: Option<Vec<String>>,
    /// The choices that the path requires: a list of alternatives.
    pub when: Vec<Vec<String>>,
}

/// A link of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// The package that needs something.
    pub name: String,
    /// Its version, if the lock knows it.
    pub version: Option<String>,
    /// The extra that has the dependency.
    pub extra: Option<String>,
    /// The dependency group that has the dependency.
    pub group: Option<String>,
    /// The requested extras of the next package.
    pub extras: Vec<String>,
    /// The marker of the dependency; `None`: always.
    pub marker: Option<String>,
}

/// A path, with the condition under which it exists in each environment.
#[derive(Debug, Clone)]
struct Way {
    links: Vec<LinkId>,
    conditions: Vec<Formula>,
}

/// A question about one package, in some of the environments.
#[derive(Debug, Clone, Copy)]
pub struct WhyQuery<'a, 'l> {
    /// The lock.
    pub resolved: &'a Resolved<'l>,
    /// Its links.
    pub links: &'a Links<'l>,
    /// The environments that are looked at.
    pub environments: &'a EnvironmentSet,
}

impl<'l> WhyQuery<'_, 'l> {
    /// The reasons why a package is installed; `None` if it is not.
    #[must_use]
    pub fn why(&self, id: PackageId, wants_all: bool) -> Option<Why> {
        let present = self.environments.iter().filter(|&it| self.resolved.has(it, id));
        let present = EnvironmentSet::from_iter(present);
        if present.is_empty() {
            return None;
        }
        let most = if wants_all { LISTED } else { COUNTED };
        let (mut ways, has_uncounted) = all::ways(self, id, most);
        let counted = ways.len();
        if !wants_all {
            ways = shortest::ways(self, id);
        }
        ways.sort_by_key(|way| (way.links.len(), way.links.clone()));
        let package = &self.resolved.graph.lock[id];
        Some(Why {
            name: self.resolved.graph.lock.name_of(id),
            version: package.version.as_ref().map(|version| version.text.clone()),
            is_member: self.resolved.graph.lock.members.contains(&id),
            environments: self.scopes(&present),
            left_out: counted.saturating_sub(ways.len()),
            has_uncounted,
            paths: ways.iter().map(|way| self.path(way)).collect(),
        })
    }

    /// The scopes that together are `set`; none: it is all that are looked at.
    fn scopes(&self, set: &EnvironmentSet) -> Option<Vec<String>> {
        self.resolved.environments.scopes_within(set, self.environments)
    }

    /// The condition under which a node is installed by name, for each environment; `None` if this is
    /// impossible.
    fn asked_for(&self, node: Node<'l>) -> Option<Vec<Formula>> {
        let graph = &self.resolved.graph;
        if !graph.lock.members.contains(&node.package()) {
            return None;
        }
        let index = graph.index(node)?;
        let conflicts = &self.resolved.conflicts;
        let chosen = conflicts.chosen(index).and(conflicts.allowed());
        Some(self.each(|environment| chosen.and(self.resolved.reaches_node(environment, index))))
    }

    /// The condition for each environment; never true for those that are not selected.
    fn each(&self, condition: impl Fn(EnvironmentId) -> Formula) -> Vec<Formula> {
        let all = self.resolved.environments.all().iter();
        let is_looked_at = |id| self.environments.contains(id);
        all.map(|it| if is_looked_at(it) { condition(it) } else { Formula::NEVER }).collect()
    }

    fn path(&self, way: &Way) -> Path {
        let conditions = &way.conditions;
        let followed = self.resolved.environments.set(|id| !conditions[id.index()].is_never());
        let either = conditions.iter().fold(Formula::NEVER, |either, here| either.or(here));
        let conflicts = &self.resolved.conflicts;
        let clauses = conflicts.clauses(&either);
        let made: BTreeSet<_> = clauses
            .iter()
            .flatten()
            .filter(|it| it.is_made)
            .map(|it| conflicts.name(it.choice))
            .collect();
        Path {
            steps: way.links.iter().map(|&link| self.step(link, &made)).collect(),
            environments: self.scopes(&followed),
            when: conflicts.in_words(&clauses),
        }
    }

    fn step(&self, id: LinkId, made: &BTreeSet<String>) -> Step {
        let link = &self.links[id];
        let package = &self.resolved.graph.lock[link.from.package()];
        Step {
            name: self.resolved.graph.lock.name_of(link.from.package()),
            version: package.version.as_ref().map(|version| version.text.clone()),
            extra: link.from.extra().map(ToString::to_string),
            group: link.from.group().map(ToString::to_string),
            extras: link.extras.iter().map(ToString::to_string).collect(),
            marker: self.links.marker(id, self.resolved, &|name| made.contains(name.as_ref())),
        }
    }
}

/// The conjunction, for each environment.
fn both(left: &[Formula], right: &[Formula]) -> Vec<Formula> {
    left.iter().zip(right).map(|(left, right)| left.and(right)).collect()
}

fn is_never(conditions: &[Formula]) -> bool {
    conditions.iter().all(Formula::is_never)
}
