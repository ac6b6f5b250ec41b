//! A lock, resolved in all selected environments.

use miette::Diagnostic;
use petgraph::graph::NodeIndex;
use thiserror::Error;

use crate::environment::{
    EnvironmentError, EnvironmentId, EnvironmentOptions, EnvironmentSet, Environments, select,
};
use crate::lock::formula::{Formula, TooComplex};
use crate::lock::marker::MarkerId;
use crate::lock::{Lock, PackageId};
use crate::resolution::activation::{Activations, activations};
use crate::resolution::conflict::Conflicts;
use crate::resolution::graph::{Graph, GraphError};
use crate::resolution::reach::{NoAnswerError, Reach, check_packages};

/// The parts of the graph that each environment reaches.
#[derive(Debug)]
pub struct Resolved<'l> {
    /// The graph of the lock.
    pub graph: Graph<'l>,
    /// The choices that it leaves.
    pub conflicts: Conflicts<'l>,
    /// The environments.
    pub environments: Environments,
    /// The nodes that each environment reaches.
    reach: Vec<Reach>,
    /// The choices that imply other choices.
    pub activations: Activations,
    /// The environments that were left out, since the lock gives no answer for them.
    pub left_out: Vec<NoAnswerError>,
}

/// Why a lock that was read cannot be resolved.
#[derive(Debug, Error, Diagnostic)]
pub enum ResolutionError {
    /// Nothing to generate for.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Environment(#[from] EnvironmentError),
    /// An edge that leads nowhere.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Graph(#[from] GraphError),
    /// No single answer.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Resolve(#[from] NoAnswerError),
    /// Too many combinations of choices.
    #[error(transparent)]
    #[diagnostic(transparent)]
    TooComplex(#[from] TooComplex),
}

impl<'l> Resolved<'l> {
    /// Resolves everything that `lock` can install, in each environment.
    ///
    /// Old versions of uv could lock two versions of a package for one environment. Such an environment is
    /// left out, unless the user selected it.
    ///
    /// # Errors
    /// If there is no environment, or if the lock gives no single answer for one that the user selected.
    pub fn of(lock: &'l Lock, options: &EnvironmentOptions) -> Result<Self, ResolutionError> {
        let graph = Graph::build(lock)?;
        let conflicts = Conflicts::of(&graph)?;
        let (selected, truths) = select(lock, &|name| conflicts.choice(name), options)?;
        let (mut kept, mut reach, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        for (environment, truth) in selected.iter().zip(truths) {
            let reached = Reach::of(&graph, &conflicts, truth)?;
            match check_packages(&graph, &conflicts, &reached, &selected.name(environment)) {
                Ok(()) => {
                    kept.push(environment.clone());
                    reach.push(reached);
                }
                Err(error) if options.pythons.is_empty() => left_out.push(error),
                Err(error) => return Err(error.into()),
            }
        }
        if kept.is_empty() {
            return Err(left_out.swap_remove(0).into());
        }
        let environments = Environments::new(kept);
        let activations = activations(&graph, &conflicts, &environments, &reach)?;
        Ok(Self { graph, conflicts, environments, reach, activations, left_out })
    }

    /// The condition under which an environment reaches a package, in its [normal form](Self::reaches_node).
    #[must_use]
    pub fn reaches(&self, environment: EnvironmentId, id: PackageId) -> &Formula {
        self.reaches_node(environment, self.graph.package(id))
    }

    /// The condition under which an environment reaches a node, where no two conflicting choices are made. It may hold
    /// for others, which conflicts do not allow.
    #[must_use]
    pub fn reaches_node(&self, environment: EnvironmentId, node: NodeIndex) -> &Formula {
        self.reach[environment.index()].node(node)
    }

    /// The condition under which an environment follows an edge with this marker, if it reaches its node.
    #[must_use]
    pub fn follows(&self, environment: EnvironmentId, marker: Option<MarkerId>) -> &Formula {
        self.reach[environment.index()].follows(marker)
    }

    /// Whether an environment has a package, for some choices at least.
    #[must_use]
    pub fn has(&self, environment: EnvironmentId, id: PackageId) -> bool {
        !self.reaches(environment, id).is_never()
    }

    /// The choices with which one of these environments reaches a package, as alternatives.
    #[must_use]
    pub fn when(&self, environments: &EnvironmentSet, id: PackageId) -> Vec<Vec<String>> {
        let reached = environments.iter().map(|environment| self.reaches(environment, id));
        let either = reached.fold(Formula::NEVER, |either, here| either.or(here));
        self.conflicts.alternatives(&either)
    }

    /// The environments that have a package, for some choices at least.
    #[must_use]
    pub fn present(&self, id: PackageId) -> EnvironmentSet {
        self.environments.set(|environment| self.has(environment, id))
    }
}
