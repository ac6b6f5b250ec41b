//! `--project`: the folder that a command is run in.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use thiserror::Error;

#[derive(Debug, Error, Diagnostic)]
pub enum ProjectError {
    #[error("the folder of the project, {}, cannot be entered: {cause}", folder.display())]
    #[diagnostic(
        code(uvnix::project::no_folder),
        help("name another folder with `--project` or in UVNIX_PROJECT")
    )]
    NoFolder { folder: PathBuf, cause: io::Error },
}

/// Makes a folder the one that all paths start from.
pub fn enter(folder: &Path) -> Result<(), Report> {
    env::set_current_dir(folder)
        .map_err(|cause| ProjectError::NoFolder { folder: folder.to_owned(), cause }.into())
}
