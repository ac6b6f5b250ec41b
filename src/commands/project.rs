//! `--project`: the folder that a command is run in.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::text::printable;

#[derive(Debug, Error, Diagnostic)]
pub enum ProjectError {
    #[error("the folder of the project, {}, cannot be entered: {cause}", printable::path(folder))]
    #[diagnostic(
        code(uvnix::project::no_folder),
        help("name another folder with `--project` or in UVNIX_PROJECT")
    )]
    NoFolder { folder: PathBuf, cause: io::Error },
}

/// The folder that the command was called in, where that is another one.
static BEFORE: OnceLock<PathBuf> = OnceLock::new();

/// The folder that the command was called in, if it was told to run in another one.
pub fn entered_from() -> Option<&'static Path> {
    BEFORE.get().map(PathBuf::as_path)
}

/// Makes a folder the one that all paths start from.
pub fn enter(folder: &Path) -> Result<(), Report> {
    if let Ok(before) = env::current_dir() {
        BEFORE.get_or_init(|| before);
    }
    env::set_current_dir(folder)
        .map_err(|cause| ProjectError::NoFolder { folder: folder.to_owned(), cause }.into())
}
