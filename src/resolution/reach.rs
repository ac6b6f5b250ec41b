//! The part of the graph that one environment reaches.
//!
//! uv has already chosen the versions; so resolving means following the edges whose markers are true. If
//! the lock declares conflicts, a marker can depend on choices, and so can everything behind its edge.

use std::collections::VecDeque;

use foldhash::fast::RandomState;
use indexmap::{IndexMap, IndexSet};
use miette::{Diagnostic, SourceSpan};
use petgraph::graph::{EdgeReference, NodeIndex};
use petgraph::visit::EdgeRef;
use thiserror::Error;

use crate::lock::formula::{Formula, TooComplex};
use crate::lock::marker::{MarkerId, Truth};
use crate::lock::{LockKind, Package, PackageId};
use crate::resolution::conflict::Conflicts;
use crate::resolution::graph::{Edge, Graph, Node};
use crate::text::printable::spelled_out;

/// The nodes that one environment reaches, and for which choices.
#[derive(Debug)]
pub(crate) struct Reach {
    nodes: Vec<Formula>,
    truth: Truth,
}

/// An environment for which the lock file has no answer.
#[derive(Debug, Error, Diagnostic)]
pub enum NoAnswerError {
    /// Two packages with the same name in one environment.
    #[error("on {environment}, both {both} would be installed")]
    #[diagnostic(
        code(uvnix::resolve::two_of_one_name),
        help("{separate}, or exclude this environment with `--python` and `--system`")
    )]
    TwoOfOneName {
        /// The environment, and the choices that lead there if it takes some.
        environment: String,
        /// The two.
        both: String,
        /// How to get markers that separate them.
        separate: &'static str,
        /// The place of the first package.
        #[label("this one")]
        first_span: SourceSpan,
        /// The place of the second package.
        #[label("and this one")]
        second_span: SourceSpan,
    },

    /// A package that does not support the Python of an environment.
    #[error(
        "on {environment}, {package} would be installed, which requires Python {requires_python}"
    )]
    #[diagnostic(
        code(uvnix::resolve::python_not_supported),
        help(
            "write the lock file again with a marker for this package, or exclude this environment with `--python`"
        )
    )]
    PythonNotSupported {
        /// The environment.
        environment: String,
        /// The package.
        package: String,
        /// Its `requires-python`.
        requires_python: String,
        /// The place of the package.
        #[label("this package")]
        span: SourceSpan,
    },
}

impl NoAnswerError {
    /// The environment, and the choices that lead there if it takes some.
    #[must_use]
    pub fn environment(&self) -> &str {
        match self {
            Self::TwoOfOneName { environment, .. }
            | Self::PythonNotSupported { environment, .. } => environment,
        }
    }
}

impl Reach {
    /// Follows the edges whose markers hold, from all members with all their extras and dependency groups.
    pub(crate) fn of(
        graph: &Graph<'_>,
        conflicts: &Conflicts<'_>,
        truth: Truth,
    ) -> Result<Self, TooComplex> {
        let mut nodes = vec![Formula::NEVER; graph.digraph.node_count()];
        let mut queue = VecDeque::new();
        for start in graph.starts() {
            // An extra is selected together with its package.
            let package = match graph.digraph[start] {
                Node::Extra(id, _) => Some(graph.package(id)),
                Node::Package(_) | Node::Group(..) => None,
            };
            let package = package.map_or(&Formula::ALWAYS, |package| conflicts.chosen(package));
            // A group can be for some Pythons only.
            let python = match graph.digraph[start] {
                Node::Group(id, group) => graph.lock.group_pythons(id).find(|(it, _)| *it == group),
                Node::Package(_) | Node::Extra(..) => None,
            };
            let admits = truth.of(python.map(|(_, python)| python.marker));
            let chosen = conflicts.chosen(start).and(package).and(admits);
            nodes[start.index()] = conflicts.normal(chosen);
            queue.push_back(start);
        }
        let normal = |condition| conflicts.normal(condition);
        let nodes = spread(graph, nodes, queue, normal, |edge| {
            let follows = truth.of(*edge.weight());
            // A dependency on an extra chooses the extra.
            match graph.digraph[edge.target()] {
                Node::Extra(..) => follows.and(conflicts.chosen(edge.target())),
                Node::Package(_) | Node::Group(..) => follows.clone(),
            }
        })?;
        let reach = Self { nodes, truth };
        reach.check(graph, conflicts)?;
        Ok(reach)
    }

    /// The condition under which a node is reached, in [its normal form](Conflicts::normal).
    #[must_use]
    pub(crate) fn node(&self, node: NodeIndex) -> &Formula {
        &self.nodes[node.index()]
    }

    /// The condition under which an edge with this marker is followed, if its node is reached.
    #[must_use]
    pub(crate) fn follows(&self, marker: Option<MarkerId>) -> &Formula {
        self.truth.of(marker)
    }

    /// Refuses conditions that are too large for the generated file.
    fn check(&self, graph: &Graph<'_>, conflicts: &Conflicts<'_>) -> Result<(), TooComplex> {
        let mut seen = IndexSet::<_, RandomState>::default();
        let mut check = |formula: &Formula, what: &dyn Fn() -> String| {
            let is_new = !formula.is_constant() && seen.insert(formula.clone());
            if is_new { conflicts.check_clauses(formula, &what()) } else { Ok(()) }
        };
        for marker in self.truth.formulas() {
            check(marker, &|| "a marker".to_owned())?;
        }
        for (node, index) in graph.nodes() {
            check(self.node(index), &|| format!("`{}`", graph.lock[node.package()].name))?;
        }
        Ok(())
    }
}

/// Propagates the conditions along the edges until they no longer change. `normal` gives the one condition that
/// stands for all that are the same here.
pub(crate) fn spread(
    graph: &Graph<'_>,
    mut reached: Vec<Formula>,
    mut queue: VecDeque<NodeIndex>,
    normal: impl Fn(Formula) -> Formula,
    condition: impl Fn(EdgeReference<'_, Edge>) -> Formula,
) -> Result<Vec<Formula>, TooComplex> {
    while let Some(node) = queue.pop_front() {
        for edge in graph.digraph.edges(node) {
            let here = reached[node.index()].and(&condition(edge));
            let target = &mut reached[edge.target().index()];
            let either = normal(target.or(&here));
            if either != *target {
                either.check(graph.lock[graph.digraph[node].package()].name.as_ref())?;
                *target = either;
                queue.push_back(edge.target());
            }
        }
    }
    Ok(reached)
}

/// Refuses two packages with the same name, and packages that do not support the Python of the environment.
pub(crate) fn check_packages(
    graph: &Graph<'_>,
    conflicts: &Conflicts<'_>,
    reach: &Reach,
    environment: &str,
) -> Result<(), NoAnswerError> {
    let mut by_name: IndexMap<_, Vec<(PackageId, &Formula)>> = IndexMap::new();
    for (node, index) in graph.nodes() {
        let Node::Package(id) = node else { continue };
        let here = reach.node(index);
        if here.is_never() {
            continue;
        }
        check_python(&graph.lock[id], reach, environment)?;
        if !graph.has_namesakes(id) {
            continue;
        }
        let same_name = by_name.entry(&graph.lock[id].name).or_default();
        for (other, there) in &*same_name {
            let both = here.and(there).and(conflicts.allowed());
            if !both.is_never() {
                let clauses = both.clauses(conflicts.allowed());
                let choices = clauses.first().into_iter().flatten();
                let choices: Vec<_> = choices.map(|&it| conflicts.describe(it)).collect();
                return Err(two_of_one_name(graph, (*other, id), environment, &choices));
            }
        }
        same_name.push((id, here));
    }
    Ok(())
}

fn check_python(package: &Package, reach: &Reach, environment: &str) -> Result<(), NoAnswerError> {
    match &package.requires_python {
        Some(python) if reach.follows(Some(python.marker)).is_never() => {
            Err(NoAnswerError::PythonNotSupported {
                environment: environment.to_owned(),
                package: package.to_string(),
                requires_python: spelled_out(&python.text),
                span: package.span.clone().into(),
            })
        }
        Some(_) | None => Ok(()),
    }
}

fn two_of_one_name(
    graph: &Graph<'_>,
    (first, second): (PackageId, PackageId),
    environment: &str,
    choices: &[String],
) -> NoAnswerError {
    let separate = match graph.lock.kind {
        LockKind::Uv => "run `uv lock` with a newer uv, which writes markers that separate them",
        LockKind::Pylock => {
            "write the lock file again with markers that separate them, or without the extras and groups that need one of them"
        }
    };
    let (first, second) = (&graph.lock[first], &graph.lock[second]);
    NoAnswerError::TwoOfOneName {
        separate,
        environment: match choices {
            [] => environment.to_owned(),
            choices => format!("{environment} with {}", choices.join(" and ")),
        },
        both: format!("{first} and {second}"),
        first_span: first.span.clone().into(),
        second_span: second.span.clone().into(),
    }
}
