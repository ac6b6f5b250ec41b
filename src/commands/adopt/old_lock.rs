//! The lock file that is adopted.

use std::path::{Path, PathBuf};

use miette::Report;
use uvnix::lock::foreign::{ForeignLock, Origin, Tool};
use uvnix::lock::{LocalPath, RelativePath};
use uvnix::text::printable;

use super::error::AdoptError;
use crate::commands::input::{Disk, Files, LockFileError, shown_beside};
use crate::commands::paths::tidy;
use crate::fetch::whole_file::folder_of;

/// A lock file of another tool.
pub(super) struct OldLock {
    /// The file, as the user names it.
    pub path: PathBuf,
    /// Its content.
    pub lock: ForeignLock,
}

impl OldLock {
    /// The lock file at a path: itself, or the one in a folder.
    pub(super) fn read(path: &Path) -> Result<Self, Report> {
        let path = tidy(&if path.is_dir() { in_folder(path)? } else { path.to_owned() });
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(tool) = Tool::of_file(&name) else {
            let is_there = path.exists();
            let unknown = AdoptError::UnknownLock(path.clone()).into();
            return Err(if is_there { unknown } else { LockFileError::no_path(&path).into() });
        };
        let text = Disk.text(&path)?.ok_or_else(|| LockFileError::no_path(&path))?;
        match ForeignLock::parse(tool, &text) {
            Ok(lock) => Ok(Self { path, lock }),
            Err(error) => Err(shown_beside(error.into(), &path, &text, folder_of(&path))),
        }
    }

    /// The folder of the project.
    pub(super) fn folder(&self) -> &Path {
        folder_of(&self.path)
    }

    /// Its name in reports.
    pub(super) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        printable::path(Path::new(name))
    }

    /// The local files and folders that it names.
    pub(super) fn local_paths(&self) -> impl Iterator<Item = &RelativePath> {
        self.lock.pins.iter().filter_map(|pin| match &pin.origin {
            Origin::Local(LocalPath::Relative(path)) => Some(path),
            Origin::Local(LocalPath::Absolute(_))
            | Origin::Index(_)
            | Origin::Git(_)
            | Origin::Url(_) => None,
        })
    }
}

/// The lock file in a folder. The formats that tools also export count only if there is no other.
fn in_folder(folder: &Path) -> Result<PathBuf, AdoptError> {
    let (exported, own): (Vec<_>, Vec<_>) = Tool::ALL
        .into_iter()
        .filter(|tool| folder.join(tool.file_name()).is_file())
        .partition(|tool| matches!(tool, Tool::Pylock | Tool::Requirements));
    match if own.is_empty() { exported } else { own }.as_slice() {
        [] => Err(AdoptError::NoLock(tidy(folder))),
        [tool] => Ok(folder.join(tool.file_name())),
        several => {
            let locks = Vec::from_iter(several.iter().map(|tool| tool.file_name())).join(", ");
            Err(AdoptError::WhichLock { folder: tidy(folder), locks })
        }
    }
}
