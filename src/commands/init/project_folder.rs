//! Finds the project that contains a folder.

use std::fs;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::text::printable;

use crate::commands::input::{LockFileError, ProjectOnDisk};
use crate::commands::paths::from_here;
use crate::commands::repository::Repository;
use crate::fetch::whole_file::folder_of;

/// The location of a project.
#[derive(Debug)]
pub(super) struct ProjectFolder {
    /// The folder of its lock file, without symbolic links.
    pub folder: PathBuf,
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
    #[diagnostic(code(uvnix::init::not_locked))]
    NotLocked {
        folder: PathBuf,
        #[help]
        help: &'static str,
    },

    #[error("{} is a script; `uvnix init` works only for projects", printable::path(.0))]
    #[diagnostic(
        code(uvnix::init::script),
        help(
            "run `uvnix lock2nix` with the lock file of the script, and import the generated file"
        )
    )]
    Script(PathBuf),
}

/// The lock file that other tools write, too.
const PYLOCK: &str = "pylock.toml";

impl ProjectFolderError {
    /// A project without a lock file of uv.
    fn not_locked(folder: PathBuf) -> Self {
        let help = if folder.join(PYLOCK).is_file() {
            "to stay with pylock.toml, run `uvnix lock2nix pylock.toml`, and set `lock = \"pylock.toml\"` in `mkProject`; \
             to move to uv, run `uvnix adopt`"
        } else {
            "run `uv lock` there, then run `uvnix init` again; or `uvnix adopt` if another tool locked the project"
        };
        Self::NotLocked { folder, help }
    }
}

impl ProjectFolder {
    /// The project that `path`, a folder or a file in it, belongs to.
    ///
    /// As in uv: the nearest project, with its own lock file or that of the workspace that contains it.
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
        let Some(project) = ProjectOnDisk::around(&start) else {
            let has_pylock = start.join(PYLOCK).is_file();
            let why = if has_pylock {
                ProjectFolderError::not_locked
            } else {
                ProjectFolderError::NoProject
            };
            return Err(why(path.to_owned()).into());
        };
        let Some(lock) = project.lock else {
            return Err(ProjectFolderError::not_locked(from_here(&project.folder)).into());
        };
        let folder = folder_of(&lock);
        Ok(Self { folder: folder.to_owned(), repository: Repository::around(folder) })
    }

    /// A file of the project, relative to the working folder.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        from_here(&self.folder.join(name))
    }
}

/// A script, or its lock.
fn is_of_a_script(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.is_file() && (name.ends_with(".py") || name.ends_with(".py.lock"))
}
