//! Where the files of a project are read: on disk, or elsewhere as they were once.

use std::fs;
use std::path::Path;

use miette::Report;
use uvnix::text::printable;

use super::InputError;

/// Files by their paths, which are relative to the working folder or absolute.
pub trait Files {
    /// What a file is called in reports.
    fn name(&self, path: &Path) -> String;

    /// The text of a file; none where there is no such file.
    fn text(&self, path: &Path) -> Result<Option<String>, Report>;

    /// Whether it is certain that there is no such folder.
    fn is_without(&self, folder: &Path) -> bool;
}

/// The files that are there now.
#[derive(Debug)]
pub struct Disk;

impl Files for Disk {
    fn name(&self, path: &Path) -> String {
        printable::path(path)
    }

    fn text(&self, path: &Path) -> Result<Option<String>, Report> {
        path.is_file().then(|| read(path)).transpose()
    }

    fn is_without(&self, folder: &Path) -> bool {
        !folder.is_dir()
    }
}

/// The text of a file that has to be there.
pub fn read(path: &Path) -> Result<String, Report> {
    let bytes =
        fs::read(path).map_err(|cause| InputError::Unreadable { path: path.to_owned(), cause })?;
    Ok(String::from_utf8(bytes).map_err(|_| InputError::NotText(path.to_owned()))?)
}
