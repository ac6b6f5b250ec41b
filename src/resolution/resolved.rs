//! A lock, resolved in all selected environments.

use miette::Diagnostic;
use thiserror::Error;

use crate::environment::{EnvironmentError, EnvironmentOptions, Environments, select};
use crate::lock::Lock;
use crate::resolution::conflict::Conflicts;
use crate::resolution::graph::{Graph, GraphError};
use crate::resolution::resolve::{Resolution, ResolveError, Selection, resolve};

/// The parts of the graph that each environment reaches.
#[derive(Debug)]
pub struct Resolved<'l> {
    /// The graph of the lock.
    pub graph: Graph<'l>,
    /// The choices that it leaves.
    pub conflicts: Conflicts<'l>,
    /// Where every resolution started.
    pub selection: Selection,
    /// The environments.
    pub environments: Environments,
    /// A resolution of each, in their order.
    pub resolutions: Vec<Resolution>,
    /// The environments that were left out, since the lock gives no single answer for them.
    pub left_out: Vec<ResolveError>,
}

/// Why a lock that was read cannot be resolved.
#[derive(Debug, Error, Diagnostic)]
pub enum ResolvedError {
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
    Resolve(#[from] ResolveError),
}

impl<'l> Resolved<'l> {
    /// Resolves everything that `lock` can install, in each environment.
    ///
    /// Old versions of uv could lock two versions of a package for one environment. Such an environment is
    /// left out, unless the user selected it.
    pub fn of(lock: &'l Lock, options: &EnvironmentOptions) -> Result<Self, ResolvedError> {
        let graph = Graph::build(lock)?;
        let conflicts = Conflicts::of(lock);
        let selection = Selection::everything(&graph, &conflicts);
        let (selected, truths) = select(lock, &|name| conflicts.choice(name), options)?;
        let (mut kept, mut resolutions, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        for (environment, truth) in selected.iter().zip(truths) {
            let name = selected.name(environment);
            match resolve(&graph, &conflicts, truth, &selection, &name) {
                Ok(resolution) => {
                    kept.push(environment.clone());
                    resolutions.push(resolution);
                }
                Err(error) if options.pythons.is_empty() => left_out.push(error),
                Err(error) => return Err(error.into()),
            }
        }
        if kept.is_empty() {
            return Err(left_out.swap_remove(0).into());
        }
        let environments = Environments::new(kept);
        Ok(Self { graph, conflicts, selection, environments, resolutions, left_out })
    }
}
