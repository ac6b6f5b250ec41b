//! A temporary copy of a project, in which uv and other tools change files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use uvnix::lock::RelativePath;

use super::error::AdoptError;
use crate::commands::boundary::Boundary;
use crate::commands::enclosed;

/// The files above a project that uv reads.
const SETTINGS: [&str; 3] = ["pyproject.toml", "uv.toml", ".python-version"];
/// Folders that hold nothing of the project itself.
const SKIPPED: [&str; 4] = [".git", "__pycache__", "node_modules", ".direnv"];
/// Files that mark a folder as a virtual environment or a cache.
const MARKS: [&str; 2] = ["pyvenv.cfg", "CACHEDIR.TAG"];

/// A copy that is deleted when it is dropped.
pub(super) struct ProjectCopy {
    /// The copy of the project's folder.
    pub folder: PathBuf,
    top: TempDir,
}

impl ProjectCopy {
    /// Copies a folder, the local packages that its lock names, and the settings in the folders above. Folders
    /// outside of the repository are not copied.
    pub(super) fn of<'p>(
        folder: &Path,
        local: impl Iterator<Item = &'p RelativePath>,
    ) -> Result<Self, AdoptError> {
        let failed = |cause| AdoptError::NotCopied { path: folder.to_owned(), cause };
        let top = enclosed::folder().map_err(failed)?;
        let folder = fs::canonicalize(folder).map_err(failed)?;
        let root = Boundary::around(&folder).root;
        let place = |path: &Path| {
            let inside = path.strip_prefix(&root).ok()?;
            Some(top.path().join("project").join(inside))
        };
        let copy = place(&folder).unwrap_or_else(|| top.path().join("project"));
        let copied = |from: &Path, to: &Path| {
            tree(from, to).map_err(|cause| AdoptError::NotCopied { path: from.to_owned(), cause })
        };
        copied(&folder, &copy)?;
        let above = folder.ancestors().skip(1).map_while(|above| Some((above, place(above)?)));
        for (above, copy) in above {
            settings(above, &copy).map_err(failed)?;
        }
        for path in local {
            let Ok(path) = fs::canonicalize(folder.join(path.as_str())) else { continue };
            if let Some(to) = place(&path).filter(|to| !to.exists()) {
                copied(&path, &to)?;
            }
        }
        Ok(Self { folder: copy, top })
    }

    /// The `uv.toml` that uv reads for the project: its own, or that of a folder above in the repository.
    pub(super) fn uv_toml(&self) -> Option<String> {
        let folders = self.folder.ancestors().take_while(|folder| *folder != self.top.path());
        folders.map(|folder| folder.join("uv.toml")).find_map(|path| fs::read_to_string(path).ok())
    }
}

fn settings(from: &Path, to: &Path) -> io::Result<()> {
    for name in SETTINGS.into_iter().filter(|name| from.join(name).is_file()) {
        fs::create_dir_all(to)?;
        fs::copy(from.join(name), to.join(name))?;
    }
    Ok(())
}

/// Copies a file, or the files of a folder. Symbolic links are copied as links.
fn tree(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let kind = fs::symlink_metadata(from)?.file_type();
    if kind.is_symlink() {
        return link(&fs::read_link(from)?, to);
    }
    if kind.is_file() {
        return fs::copy(from, to).map(drop);
    }
    // A pipe or a device is no part of a project.
    if !kind.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, path) = (entry.file_name(), entry.path());
        let is_skipped = SKIPPED.iter().any(|skipped| name == *skipped)
            || MARKS.iter().any(|mark| path.join(mark).exists());
        if !is_skipped {
            tree(&path, &to.join(name))?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

/// Only Unix makes links without special rights.
#[cfg(not(unix))]
fn link(_target: &Path, _link: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_copied_with_its_neighbours_and_without_its_environments() {
        let repository = tempfile::tempdir().unwrap();
        let files = [
            ".git/config",
            "uv.toml",
            "README.md",
            "services/api/pyproject.toml",
            "services/api/.venv/pyvenv.cfg",
            "services/api/src/api.py",
            "services/web/pyproject.toml",
            "libs/core/pyproject.toml",
        ];
        for file in files {
            let path = repository.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        let folder = repository.path().join("services/api");
        std::os::unix::fs::symlink("../web", folder.join("link")).unwrap();
        let local = ["../../libs/core", "../../missing", "../../../outside"];
        let local = local.map(|path| RelativePath::try_from(path).unwrap());
        let copy = ProjectCopy::of(&folder, local.iter()).unwrap();
        let has = |path: &str| copy.folder.join(path).exists();
        assert!(has("src/api.py") && has("../../uv.toml") && has("../../libs/core/pyproject.toml"));
        assert!(copy.folder.join("link").is_symlink());
        for absent in [".venv", "../web/pyproject.toml", "../../README.md", "../../.git"] {
            assert!(!has(absent), "{absent}");
        }
        let top = copy.top.path().to_owned();
        assert!(top.join("uv.toml").is_file());
        drop(copy);
        assert!(!top.exists());
    }
}
