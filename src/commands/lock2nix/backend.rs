//! The package set that a file is for.

use miette::Diagnostic;
use thiserror::Error;
use uvnix::project::settings::{Backend, Settings};

use crate::cli::Lock2nix;

#[derive(Debug, Error, Diagnostic)]
pub enum BackendError {
    #[error(
        "build requirements cannot be locked for the nixpkgs backend, which uses the build systems of nixpkgs"
    )]
    #[diagnostic(
        code(uvnix::backend::locked_build_systems),
        help(
            "remove `--lock-build-systems` or, from [tool.uvnix], `lock-build-systems`; or use \
             `--backend pyproject.nix`"
        )
    )]
    LockedBuildSystems,
}

/// The selected backend; an error if other settings exclude it.
pub fn of(arguments: &Lock2nix, settings: &Settings) -> Result<Backend, BackendError> {
    let backend = arguments.backend(settings);
    let locks = arguments.lookup.lock_build_systems || settings.lock_build_systems;
    if backend == Backend::Nixpkgs && locks {
        return Err(BackendError::LockedBuildSystems);
    }
    Ok(backend)
}
