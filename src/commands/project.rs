//! `--project`: changes to the folder of the project.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::text::printable;

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum ProjectError {
    #[error("cannot change to the project folder {}: {cause}", printable::path(folder))]
    #[diagnostic(
        code(uvnix::project::no_folder),
        help("set another folder with `--project` or UVNIX_PROJECT")
    )]
    NoFolder { folder: PathBuf, cause: io::Error },
}

/// The folder that uvnix was started in, if `--project` changed it.
static BEFORE: OnceLock<PathBuf> = OnceLock::new();

/// The folder that uvnix was started in, if `--project` changed it.
pub(crate) fn entered_from() -> Option<&'static Path> {
    BEFORE.get().map(PathBuf::as_path)
}

/// Changes the working folder.
pub(crate) fn enter(folder: &Path) -> Result<(), Report> {
    if let Ok(before) = env::current_dir() {
        BEFORE.get_or_init(|| before);
    }
    env::set_current_dir(folder)
        .map_err(|cause| ProjectError::NoFolder { folder: folder.to_owned(), cause }.into())
}
