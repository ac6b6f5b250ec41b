//! Finds the project that contains a folder.

use std::fs;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::lock::LockKind;
use uvnix::text::printable;

use crate::commands::input::{LockFileError, ProjectOnDisk};
use crate::commands::paths::{from_here, is_plain};
use crate::commands::repository::Repository;
use crate::fetch::whole_file::folder_of;

/// The location of a project.
#[derive(Debug)]
pub(super) struct ProjectFolder {
    /// The folder of its lock file, without symbolic links.
    pub folder: PathBuf,
    /// The name of its lock file: `uv.lock`, or that of a `pylock.toml`.
    pub lock: String,
    /// The repository that contains it.
    pub repository: Option<Repository>,
}

#[derive(Debug, Error, Diagnostic)]
pub(super) enum ProjectFolderError {
    #[error("there is no pyproject.toml in {} or a folder above it", printable::path(.0))]
    #[diagnostic(
        code(uvnix::init::no_project),
        help("create a project with `uv init`, and add dependencies with `uv add`")
    )]
    NoProject(PathBuf),

    #[error("the project in {} has no uv.lock", printable::path(folder))]
    #[diagnostic(
        code(uvnix::init::not_locked),
        help(
            "run `uv lock` there, then run `uvnix init` again; or `uvnix adopt` if another tool locked the project"
        )
    )]
    NotLocked { folder: PathBuf },

    #[error("{} is a script; `uvnix init` works only for projects", printable::path(.0))]
    #[diagnostic(
        code(uvnix::init::script),
        help(
            "run `uvnix lock2nix` with the lock file of the script, and import the generated file"
        )
    )]
    Script(PathBuf),

    #[error("the name of {} needs quotes in Nix or in a shell", printable::path(.0))]
    #[diagnostic(
        code(uvnix::init::odd_name),
        help(
            "rename the lock file: letters, digits, `-`, `_` and `+` need none; then run `uvnix init` again"
        )
    )]
    OddName(PathBuf),
}

/// The lock file of uv.
pub(super) const UV_LOCK: &str = "uv.lock";

/// The lock file that other tools write, too.
const PYLOCK: &str = "pylock.toml";

impl ProjectFolder {
    /// The project that `path`, a folder or a file in it, belongs to.
    ///
    /// As in uv: the nearest project, with its own lock file or that of the workspace that contains it; a `pylock.toml`
    /// if `path` is one, or if there is no lock file of uv.
    pub(super) fn find(path: &Path) -> Result<Self, Report> {
        let start = match path {
            path if path.is_dir() => path,
            path if is_of_a_script(path) => {
                return Err(ProjectFolderError::Script(path.into()).into());
            }
            path if path.is_file() => folder_of(path),
            path => return Err(LockFileError::no_path(path).into()),
        };
        let start = fs::canonicalize(start).map_err(|_| LockFileError::no_path(path))?;
        if let Some(name) = pylock_at(path) {
            // The files that are written contain it, also in comments and in commands.
            if !is_plain(&name) {
                return Err(ProjectFolderError::OddName(path.to_owned()).into());
            }
            return Ok(Self::of(&start, name));
        }
        let pylock = |folder: &Path| folder.join(PYLOCK).is_file();
        match ProjectOnDisk::around(&start) {
            Some(ProjectOnDisk { lock: Some(lock), .. }) => {
                Ok(Self::of(folder_of(&lock), UV_LOCK.to_owned()))
            }
            Some(project) if pylock(&project.folder) => {
                Ok(Self::of(&project.folder, PYLOCK.to_owned()))
            }
            None if pylock(&start) => Ok(Self::of(&start, PYLOCK.to_owned())),
            Some(project) => {
                let folder = from_here(&project.folder);
                Err(ProjectFolderError::NotLocked { folder }.into())
            }
            None => Err(ProjectFolderError::NoProject(path.to_owned()).into()),
        }
    }

    fn of(folder: &Path, lock: String) -> Self {
        Self { folder: folder.to_owned(), lock, repository: Repository::around(folder) }
    }

    /// The name of its generated file.
    pub(super) fn nix_file(&self) -> String {
        generated_name(&self.lock)
    }

    /// A file of the project, relative to the working folder.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        from_here(&self.folder.join(name))
    }
}

/// The name of the file that is generated from a lock file of this name: `uv.nix`, `pylock.dev.nix`.
pub(super) fn generated_name(lock: &str) -> String {
    Path::new(lock).with_extension("nix").to_string_lossy().into_owned()
}

/// The name of a `pylock.toml`, if this is the path of one.
fn pylock_at(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    (path.is_file() && LockKind::of_file(name) == LockKind::Pylock).then(|| name.to_owned())
}

/// A script, or its lock.
fn is_of_a_script(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.is_file() && (name.ends_with(".py") || name.ends_with(".py.lock"))
}
