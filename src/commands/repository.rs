//! The git repository of a project. A flake contains only files that git tracks.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::fetch::git::git;
use crate::fetch::whole_file::folder_of;

/// A git repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repository {
    /// Its root, without symbolic links.
    pub root: PathBuf,
}

impl Repository {
    /// The nearest repository at or above a folder.
    pub(crate) fn around(folder: &Path) -> Option<Self> {
        let folder = fs::canonicalize(folder).ok()?;
        let root = folder.ancestors().find(|folder| folder.join(".git").exists())?;
        Some(Self { root: root.to_owned() })
    }

    /// The untracked files among these paths: of a file, also if git ignores it; in a folder, those that git
    /// does not ignore. `None` if git fails.
    pub(crate) fn untracked(&self, paths: &[PathBuf]) -> Option<Vec<PathBuf>> {
        let within: Vec<_> = paths.iter().filter_map(|path| self.path_of(path)).collect();
        if within.is_empty() {
            return Some(Vec::new());
        }
        let (folders, files): (Vec<_>, Vec<_>) =
            within.into_iter().partition(|path| self.root.join(path).is_dir());
        let mut untracked: BTreeSet<PathBuf> = BTreeSet::new();
        if !folders.is_empty() {
            untracked.extend(self.list(&["--others", "--exclude-standard"], &folders)?);
        }
        if !files.is_empty() {
            // A file that is needed counts, also if git ignores it.
            let tracked = self.list(&[], &files)?;
            untracked.extend(files.into_iter().filter(|file| !tracked.contains(file)));
        }
        Some(untracked.into_iter().map(|path| self.root.join(path)).collect())
    }

    /// Those among these untracked files that git ignores; none if git fails.
    pub(crate) fn ignored(&self, files: &[PathBuf]) -> Vec<PathBuf> {
        let within = Vec::from_iter(files.iter().filter_map(|path| self.path_of(path)));
        if within.is_empty() {
            return Vec::new();
        }
        let ignored = self.list(&["--others", "--ignored", "--exclude-standard"], &within);
        ignored.into_iter().flatten().map(|path| self.root.join(path)).collect()
    }

    /// A path relative to the root.
    fn path_of(&self, path: &Path) -> Option<PathBuf> {
        let path = real(path)?.strip_prefix(&self.root).ok()?.to_owned();
        Some(if path.as_os_str().is_empty() { PathBuf::from(".") } else { path })
    }

    /// The files among these paths that `git ls-files` lists.
    fn list(&self, options: &[&str], paths: &[PathBuf]) -> Option<BTreeSet<PathBuf>> {
        let mut command = git(&self.root);
        command.env("GIT_LITERAL_PATHSPECS", "1");
        let output = command.args(["ls-files", "-z"]).args(options).arg("--").args(paths).output();
        let output = output.ok().filter(|output| output.status.success())?;
        let names = output.stdout.split(|&byte| byte == 0).filter(|name| !name.is_empty());
        Some(names.map(|bytes| PathBuf::from(name(bytes))).collect())
    }
}

/// The nearest folder with a `flake.nix`: this one, or one above it in the repository
/// whose root is `top`.
pub(crate) fn flake_above(folder: &Path, top: Option<&Path>) -> Option<PathBuf> {
    let within = |it: &&Path| top.is_none_or(|top| it.starts_with(top));
    let mut folders = folder.ancestors().take(if top.is_some() { usize::MAX } else { 1 });
    let found = folders.by_ref().take_while(within).find(|it| it.join("flake.nix").is_file())?;
    Some(found.to_owned())
}

/// A path without symbolic links, except that of a file itself: git tracks links.
pub(crate) fn real(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return fs::canonicalize(path).ok();
    }
    Some(fs::canonicalize(folder_of(path)).ok()?.join(path.file_name()?))
}

/// A path in the output of git.
#[cfg(unix)]
pub(crate) fn name(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes.to_owned())
}

/// A path in the output of git.
#[cfg(not(unix))]
pub fn name(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}
