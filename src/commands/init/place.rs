//! Finding the project that a folder belongs to.

use std::fs;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::printable;

use crate::commands::input::{Input, LockFile, LockFileError};
use crate::commands::paths::{folder_of, from_here};
use crate::commands::repository::Repository;

/// Where a project is.
#[derive(Debug)]
pub struct Place {
    /// The folder of its lock, without links in its path.
    pub folder: PathBuf,
    /// The repository that it lies in.
    pub repository: Option<Repository>,
}

#[derive(Debug, Error, Diagnostic)]
pub enum PlaceError {
    #[error("neither {} nor a folder above it has a pyproject.toml", printable::path(.0))]
    #[diagnostic(
        code(uvnix::init::no_project),
        help("make one with `uv init`, and give it what it needs with `uv add`")
    )]
    NoProject(PathBuf),

    #[error("the project in {} is not locked", printable::path(.0))]
    #[diagnostic(code(uvnix::init::not_locked), help("run `uv lock` there, then this again"))]
    NotLocked(PathBuf),

    #[error("{} is of a script, and only a project gets a flake of its own", printable::path(.0))]
    #[diagnostic(
        code(uvnix::init::script),
        help("run `uvnix lock2nix` with the lock of the script, and import what it writes")
    )]
    Script(PathBuf),
}

impl Place {
    /// The project that `path`, a folder or a file in it, belongs to.
    ///
    /// The nearest lock is that of a workspace, unless it knows nothing of a project in between.
    pub fn find(path: &Path) -> Result<Self, Report> {
        let start = match path {
            path if path.is_dir() => path,
            path if is_of_a_script(path) => return Err(PlaceError::Script(path.into()).into()),
            path if path.is_file() => folder_of(path),
            path => return Err(LockFileError::no_path(path).into()),
        };
        let start = fs::canonicalize(start).map_err(|_| LockFileError::no_path(path))?;
        let repository = Repository::around(&start);
        let top = repository.as_ref().map(|repository| repository.root.clone());
        let is_within = |folder: &&Path| top.as_ref().is_none_or(|top| folder.starts_with(top));
        let with = |name: &str| {
            let mut folders = start.ancestors().take_while(is_within);
            folders.find(|folder| folder.join(name).is_file()).map(Path::to_owned)
        };
        let project = with("pyproject.toml");
        match with("uv.lock") {
            Some(folder) => {
                if let Some(project) = project.filter(|it| is_left_out(it, &folder)) {
                    return Err(PlaceError::NotLocked(from_here(&project)).into());
                }
                Ok(Self { folder, repository })
            }
            None => match project {
                Some(project) => Err(PlaceError::NotLocked(from_here(&project)).into()),
                None => Err(PlaceError::NoProject(path.to_owned()).into()),
            },
        }
    }

    /// A file of the project, as seen from the working folder.
    pub fn file(&self, name: &str) -> PathBuf {
        from_here(&self.folder.join(name))
    }
}

/// A script, or its lock.
fn is_of_a_script(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.is_file() && (name.ends_with(".py") || name.ends_with(".py.lock"))
}

/// Whether a project below the folder of a lock is none of the packages that the lock has.
fn is_left_out(project: &Path, locked: &Path) -> bool {
    let Some(path) = project.strip_prefix(locked).ok().filter(|path| *path != Path::new("")) else {
        return false;
    };
    // A lock that cannot be read says so later, and better.
    let Ok(input) = Input::read(locked, false) else { return false };
    let folders = input.lock.packages().filter_map(|(_, package)| package.source.folder());
    let mut folders = folders.map(|folder| Path::new(folder.as_str()));
    !folders.any(|folder| folder == path)
}

/// Everything that a project's flake is made from.
pub fn read(place: &Place, verbose: bool) -> Result<Input, Report> {
    let file = LockFile::find(&place.file("uv.lock"))?;
    Input::read(&file.path, verbose)
}
