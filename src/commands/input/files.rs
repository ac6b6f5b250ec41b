//! Reads the files of a project, on disk or in a git revision.

use std::path::Path;

use miette::Report;
use uvnix::text::printable;

use super::InputError;
use crate::commands::boundary::Boundary;
use crate::commands::file_error::FileError;
use crate::fetch::plain_file;

/// Files by their paths, which are relative to the working folder or absolute.
pub(crate) trait Files {
    /// The name of a file in reports.
    fn name(&self, path: &Path) -> String;

    /// The text of a file; `None` if it does not exist.
    fn text(&self, path: &Path) -> Result<Option<String>, Report>;

    /// Whether a file is outside of the repository of a lock file in `folder`.
    fn is_outside(&self, path: &Path, folder: &Path) -> bool;

    /// Whether the folder certainly does not exist.
    fn is_without(&self, folder: &Path) -> bool;
}

/// The files on disk.
#[derive(Debug)]
pub(crate) struct Disk;

impl Files for Disk {
    fn name(&self, path: &Path) -> String {
        printable::path(path)
    }

    fn text(&self, path: &Path) -> Result<Option<String>, Report> {
        // A folder of this name is not read; a pipe or a device is an error.
        (path.exists() && !path.is_dir()).then(|| read(path)).transpose()
    }

    fn is_outside(&self, path: &Path, folder: &Path) -> bool {
        Boundary::around(folder).excludes(path)
    }

    fn is_without(&self, folder: &Path) -> bool {
        !folder.is_dir()
    }
}

/// The text of a file that must exist.
pub(super) fn read(path: &Path) -> Result<String, Report> {
    let bytes = plain_file::read(path).map_err(FileError::reading_input(path))?;
    Ok(String::from_utf8(bytes).map_err(|_| InputError::NotText(path.to_owned()))?)
}
