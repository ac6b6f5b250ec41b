//! The git repository that a project lies in, of which Nix sees only what is tracked.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::paths::folder_of;

/// A repository's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Its top, without links in its path.
    pub root: PathBuf,
}

impl Repository {
    /// The nearest one at or above a folder.
    pub fn around(folder: &Path) -> Option<Self> {
        let folder = fs::canonicalize(folder).ok()?;
        let root = folder.ancestors().find(|folder| folder.join(".git").exists())?;
        Some(Self { root: root.to_owned() })
    }

    /// Those of these files that git does not know; `None` if it cannot be asked.
    pub fn untracked<'f>(&self, files: &'f [PathBuf]) -> Option<Vec<&'f Path>> {
        let within: Vec<_> =
            files.iter().filter_map(|file| Some((file.as_path(), self.path_of(file)?))).collect();
        if within.is_empty() {
            return Some(Vec::new());
        }
        let paths: Vec<_> = within.iter().map(|(_, path)| path.as_os_str()).collect();
        let tracked = self.list(&paths)?;
        let untracked = within.iter().filter(|(_, path)| !tracked.contains(path.as_os_str()));
        Some(untracked.map(|(file, _)| *file).collect())
    }

    /// Where a file is, seen from the top; links to the file itself are not followed.
    pub fn path_of(&self, file: &Path) -> Option<PathBuf> {
        let folder = fs::canonicalize(folder_of(file)).ok()?;
        Some(folder.strip_prefix(&self.root).ok()?.join(file.file_name()?))
    }

    /// Which of these paths are tracked.
    fn list(&self, paths: &[&OsStr]) -> Option<BTreeSet<OsString>> {
        let mut command = Command::new("git");
        command.current_dir(&self.root).env("GIT_LITERAL_PATHSPECS", "1");
        let output = command.args(["ls-files", "-z", "--"]).args(paths).output().ok()?;
        if !output.status.success() {
            return None;
        }
        let names = output.stdout.split(|&byte| byte == 0).filter(|name| !name.is_empty());
        Some(names.map(name).collect())
    }
}

#[cfg(unix)]
fn name(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
fn name(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
