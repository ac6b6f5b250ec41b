//! The two sides of a difference: a lock on disk, or one that git has.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::lock::Lock;
use uvnix::printable::spelled_out;
use uvnix::settings::Settings;

use crate::commands::input::{Input, LockFile, shown_in};
use crate::commands::paths::tidy;

/// Where a lock is.
#[derive(Debug)]
pub enum Place {
    /// In a file or a folder.
    Disk(PathBuf),
    /// In a revision, at this path if one was named: `main`, `main:services/api`.
    Revision(String, Option<String>),
}

/// A lock with the settings beside it.
#[derive(Debug)]
pub struct Locked {
    /// What it is called.
    pub name: String,
    /// What it says.
    pub lock: Lock,
    /// What the user says.
    pub settings: Settings,
    text: String,
}

#[derive(Debug, Error, Diagnostic)]
pub enum SideError {
    #[error("`{name}` is neither a file or folder nor a git revision{cause}")]
    #[diagnostic(
        code(uvnix::diff::unknown_revision),
        help("name a lock, a folder with one, or a revision that `git log` knows")
    )]
    UnknownRevision { name: String, cause: String },

    #[error("the revision `{revision}` has no `{path}`")]
    #[diagnostic(
        code(uvnix::diff::no_lock_in_revision),
        help("name another revision, or where it has the lock: `{revision}:path/to/uv.lock`")
    )]
    NoLock { revision: String, path: String },

    #[error("git cannot be run: {cause}")]
    #[diagnostic(code(uvnix::diff::no_git), help("install git, or compare two files"))]
    NoGit { cause: io::Error },

    #[error("`{path}` of the revision `{revision}` is not UTF-8")]
    #[diagnostic(code(uvnix::diff::not_text), help("name another revision"))]
    NotText { revision: String, path: String },
}

impl Place {
    /// What is there on disk, or else a revision.
    pub fn of(name: &str) -> Self {
        let path = Path::new(name);
        if path.exists() || (is_lock(path) && !name.contains(':')) {
            return Self::Disk(path.to_owned());
        }
        match name.split_once(':') {
            Some((revision, path)) => Self::Revision(revision.to_owned(), Some(path.to_owned())),
            None => Self::Revision(name.to_owned(), None),
        }
    }

    /// Reads the lock. A revision without a path has it where the `other` side has it.
    pub fn read(&self, other: &Self, verbose: bool) -> Result<Locked, Report> {
        match (self, other) {
            (Self::Disk(path), _) => on_disk(path, verbose),
            (Self::Revision(revision, Some(path)), _) => in_revision(revision, Path::new(path)),
            (Self::Revision(revision, None), Self::Revision(_, Some(path))) => {
                in_revision(revision, Path::new(path))
            }
            (Self::Revision(revision, None), Self::Revision(_, None)) => {
                in_revision(revision, Path::new("."))
            }
            (Self::Revision(revision, None), Self::Disk(path)) => in_revision(revision, path),
        }
    }
}

impl Locked {
    /// A report that can show the place in the lock.
    pub fn in_lock(&self, error: Report) -> Report {
        shown_in(error, &self.name, &self.text)
    }
}

fn is_lock(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "lock")
}

fn on_disk(path: &Path, verbose: bool) -> Result<Locked, Report> {
    let file = LockFile::find(path)?;
    let name = file.path.display().to_string();
    let Input { lock, settings, text, .. } = Input::read(path, verbose)?;
    Ok(Locked { name, lock, settings, text })
}

/// The lock at a path that is relative to the working folder, and the `pyproject.toml` beside it.
fn in_revision(revision: &str, path: &Path) -> Result<Locked, Report> {
    let path = if is_lock(path) { path.to_owned() } else { tidy(&path.join("uv.lock")) };
    check(revision, &path)?;
    let name = format!("{revision}:{}", path.display());
    let Some(text) = content(revision, &path)? else {
        let path = spelled_out(&path.to_string_lossy());
        return Err(SideError::NoLock { revision: spelled_out(revision), path }.into());
    };
    let lock = Lock::parse(&text).map_err(|error| shown_in(error.into(), &name, &text))?;
    let settings = settings(revision, &path.with_file_name("pyproject.toml"))?;
    Ok(Locked { name, lock, settings, text })
}

fn settings(revision: &str, path: &Path) -> Result<Settings, Report> {
    let Some(text) = content(revision, path)? else {
        return Ok(Settings::default());
    };
    Settings::parse(&text)
        .map_err(|error| shown_in(error.into(), &format!("{revision}:{}", path.display()), &text))
}

fn check(revision: &str, path: &Path) -> Result<(), SideError> {
    let commit = format!("{revision}^{{commit}}");
    let output = git(path, &["rev-parse", "--verify", "--end-of-options", &commit])?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or_default().trim_start_matches("fatal: ");
    // What git says where there is nothing to say but that.
    let is_telling = !said.is_empty() && said != "Needed a single revision";
    let cause = if is_telling { format!(": {}", spelled_out(said)) } else { String::new() };
    Err(SideError::UnknownRevision { name: spelled_out(revision), cause })
}

/// The text of a file of a revision, if it has it.
fn content(revision: &str, path: &Path) -> Result<Option<String>, SideError> {
    let beside = if folder(path).is_some() { path.file_name().map(Path::new) } else { None };
    let object = format!("{revision}:./{}", beside.unwrap_or(path).display());
    let output = git(path, &["cat-file", "blob", &object])?;
    if !output.status.success() {
        return Ok(None);
    }
    let path = spelled_out(&path.to_string_lossy());
    let not_text = |_| SideError::NotText { revision: spelled_out(revision), path };
    String::from_utf8(output.stdout).map(Some).map_err(not_text)
}

/// Runs git in the folder of a file, which may belong to another repository than the working folder, or
/// where that is if the folder is there no more.
fn git(path: &Path, arguments: &[&str]) -> Result<Output, SideError> {
    let mut command = Command::new("git");
    if let Some(folder) = folder(path) {
        command.current_dir(folder);
    }
    command.args(arguments).output().map_err(|cause| SideError::NoGit { cause })
}

fn folder(path: &Path) -> Option<&Path> {
    path.parent().filter(|folder| folder.is_dir())
}
