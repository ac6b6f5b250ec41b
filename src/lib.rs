//! `uvnix` turns a project's `uv.lock` into one Nix file: an overlay for the Python package set of
//! pyproject.nix's builders.
//!
//! uv decides what is installed; uvnix writes that decision down, so that Nix only has to build it.
//! Each stage is a function from plain data to plain data, in a module of its own:
//!
//! ```text
//! uv.lock ──▶ lock::Lock ──▶ graph::Graph ──▶ resolve::Resolution ──▶ overlay::Overlay ──▶ uv.nix
//!                                 ▲                    ▲                     ▲       emit, nix
//! pyproject.toml ──▶ project::Project                  │                     │
//!                          environment::Environments ──┘    artifact, wheel ─┘
//! ```
//!
//! | stage | takes | gives |
//! |---|---|---|
//! | [`lock`] | the text of `uv.lock` | packages, edges and markers, all checked |
//! | [`project`] | the text of a local package's `pyproject.toml` | its build system and default groups |
//! | [`environment`] | `requires-python`, markers, options | interpreters × platforms: marker values, ranks of tags |
//! | [`graph`] | a lock | a graph of packages, extras and dependency groups |
//! | [`resolve`](mod@resolve) | a graph and one environment | what that environment reaches |
//! | [`artifact`] | a package and one environment | the wheel that uv would install |
//! | [`overlay`] | all resolutions | every fact, said once |
//! | [`emit`](mod@emit) | an overlay | the text of the file; [`nix`] prints it and reads it back |
//!
//! The library neither reads files nor prints; the `uvnix` command does.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod artifact;
pub mod emit;
pub mod environment;
pub mod graph;
pub mod lock;
pub mod marker;
pub mod nix;
pub mod overlay;
pub mod project;
pub mod resolve;
pub mod wheel;

use miette::Diagnostic;
use thiserror::Error;

use emit::{EmitError, Heading, Origin, emit};
use environment::{Admitted, EnvironmentError, EnvironmentOptions, select};
use graph::{Graph, GraphError};
use lock::Lock;
use overlay::Overlay;
use project::Projects;
use resolve::{ResolveError, Selection, resolve};

/// Why a lock that was read cannot be turned into a file.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
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
    /// Text that would not say what was meant.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Emit(#[from] EmitError),
}

/// The whole pipeline behind reading: a lock and its projects become the text of a Nix file.
pub fn lock2nix(
    lock: &Lock,
    projects: &Projects,
    options: &EnvironmentOptions,
    origin: &Origin,
) -> Result<String, Error> {
    let graph = Graph::build(lock)?;
    let everything = Selection::everything(&graph);
    let (environments, truths) = select(Admitted::by(lock), &lock.markers, options)?;
    let resolutions = environments
        .iter()
        .zip(truths)
        .map(|(environment, truth)| {
            resolve(&graph, truth, &everything, &environments.name(environment))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let overlay = Overlay::merge(&graph, &environments, &resolutions, projects);
    let heading = Heading {
        origin,
        requires_python: &lock.requires_python,
        options,
    };
    Ok(emit(&heading, &environments, &overlay)?)
}
