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
//! | [`script`] | the text of a script | whether its lock was made for it |
//! | [`project`] | the text of a local package's `pyproject.toml` | its build system and default groups |
//! | [`environment`] | `requires-python`, markers, options | interpreters × platforms: marker values, ranks of tags |
//! | [`graph`] | a lock | a graph of packages, extras and dependency groups |
//! | [`conflict`], [`formula`] | declared conflicts | the choices that they leave, and conditions over them |
//! | [`resolve`](mod@resolve) | a graph and one environment | what that environment reaches, for which choices |
//! | [`activation`] | the same | which choices bring others along |
//! | [`artifact`] | a package and one environment | the wheel that uv would install |
//! | [`overlay`] | all resolutions | every fact, said once |
//! | [`emit`](mod@emit) | an overlay | the text of the file; [`nix`] prints it and reads it back |
//!
//! The library neither reads files nor prints; the `uvnix` command does.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod activation;
pub mod artifact;
pub mod attribute;
pub mod conflict;
pub mod emit;
pub mod environment;
pub mod formula;
pub mod graph;
pub mod lock;
pub mod marker;
pub mod nix;
pub mod overlay;
pub mod printable;
pub mod project;
pub mod resolve;
pub mod script;
pub mod wheel;

use miette::Diagnostic;
use thiserror::Error;

use conflict::Conflicts;
use emit::{EmitError, Heading, Origin, emit};
use environment::{EnvironmentError, EnvironmentOptions, Environments, select};
use graph::{Graph, GraphError};
use lock::Lock;
use marker::Truth;
use overlay::{Overlay, Resolutions};
use project::Projects;
use resolve::{Resolution, ResolveError, Selection, resolve};

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

/// A Nix file, and what is to be said about it.
#[derive(Debug)]
pub struct Generated {
    /// The text of the file.
    pub text: String,
    /// How many packages it has.
    pub packages: usize,
    /// How many environments it is for.
    pub environments: usize,
    /// The environments that were left out, since the lock gives no single answer for them.
    pub left_out: Vec<ResolveError>,
}

/// The whole pipeline behind reading: a lock and its projects become a Nix file.
pub fn lock2nix(
    lock: &Lock,
    projects: &Projects,
    options: &EnvironmentOptions,
    origin: &Origin,
) -> Result<Generated, Error> {
    let graph = Graph::build(lock)?;
    let conflicts = Conflicts::of(lock);
    let everything = Selection::everything(&graph, &conflicts);
    let selected = select(lock, &conflicts, options)?;
    let (environments, each, left_out) = resolve_each(selected, options, |truth, name| {
        resolve(&graph, &conflicts, truth, &everything, name)
    })?;
    let resolutions =
        Resolutions { environments: &environments, each: &each, selection: &everything };
    let overlay = Overlay::merge(&graph, &conflicts, resolutions, projects);
    let heading = Heading { origin, requires_python: &lock.requires_python, options };
    Ok(Generated {
        text: emit(&heading, &environments, &conflicts, &overlay)?,
        packages: overlay.packages.len(),
        environments: environments.len(),
        left_out,
    })
}

/// One resolution for each environment.
///
/// An old uv could write a lock that says two versions of a package for one environment. Such an
/// environment is left out, unless the user asked for it.
fn resolve_each(
    (selected, truths): (Environments, Vec<Truth>),
    options: &EnvironmentOptions,
    resolve: impl Fn(Truth, &str) -> Result<Resolution, ResolveError>,
) -> Result<(Environments, Vec<Resolution>, Vec<ResolveError>), ResolveError> {
    let (mut kept, mut resolutions, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for (environment, truth) in selected.iter().zip(truths) {
        match resolve(truth, &selected.name(environment)) {
            Ok(resolution) => {
                kept.push(*environment);
                resolutions.push(resolution);
            }
            Err(error) if options.pythons.is_empty() => left_out.push(error),
            Err(error) => return Err(error),
        }
    }
    if kept.is_empty() {
        return Err(left_out.swap_remove(0));
    }
    Ok((Environments::new(kept), resolutions, left_out))
}
