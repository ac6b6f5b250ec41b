//! Which builders a file is for.

use miette::Diagnostic;
use thiserror::Error;
use uvnix::project::settings::{Backend, Settings};

use crate::cli::Lock2nix;

#[derive(Debug, Error, Diagnostic)]
pub enum BackendError {
    #[error("what builds need cannot be locked for nixpkgs, which has build systems of its own")]
    #[diagnostic(
        code(uvnix::backend::locked_build_systems),
        help(
            "leave out `--lock-build-systems` and `lock-build-systems` in [tool.uvnix], or write for \
             pyproject.nix's builders: --backend pyproject.nix"
        )
    )]
    LockedBuildSystems,
}

/// What is asked for, unless the other settings rule it out.
pub fn of(arguments: &Lock2nix, settings: &Settings) -> Result<Backend, BackendError> {
    let backend = arguments.backend(settings);
    let locks = arguments.lookup.lock_build_systems || settings.lock_build_systems;
    if backend == Backend::Nixpkgs && locks {
        return Err(BackendError::LockedBuildSystems);
    }
    Ok(backend)
}
