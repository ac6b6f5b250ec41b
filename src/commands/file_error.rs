//! Files that cannot be read or written.

use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;
use uvnix::text::printable;

use crate::console::write_help;

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum FileError {
    #[error("{} cannot be read: {cause}", printable::path(path))]
    #[diagnostic(code(uvnix::file::unreadable), help("{help}"))]
    Unreadable { path: PathBuf, cause: io::Error, help: &'static str },

    #[error("{} cannot be written: {cause}", printable::path(path))]
    #[diagnostic(code(uvnix::file::unwritable), help("{help}"))]
    Unwritable { path: PathBuf, cause: io::Error, help: String },
}

impl FileError {
    /// A file that cannot be read; `help` says what to do.
    pub(crate) fn reading(path: &Path, help: &'static str) -> impl Fn(io::Error) -> Self {
        move |cause| Self::Unreadable { path: path.to_owned(), cause, help }
    }

    /// A file that belongs to the lock file and cannot be read.
    pub(crate) fn reading_input(path: &Path) -> impl Fn(io::Error) -> Self {
        Self::reading(path, "check its permissions, or restore the file")
    }

    /// A file that cannot be written; `help` says what to do, unless the device is full.
    pub(crate) fn writing(path: &Path, help: &'static str) -> impl Fn(io::Error) -> Self {
        move |cause| {
            let help = write_help(&cause, help).to_owned();
            Self::Unwritable { path: path.to_owned(), cause, help }
        }
    }
}

/// Why a program cannot be run.
pub(crate) fn not_run(program: &str, cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => format!("{program} was not found"),
        _ => format!("cannot run {program}: {cause}"),
    }
}
