//! Finds the lock file for a path, and explains why there is none.

use std::fs;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::emit::header::{GENERATED, Header};
use uvnix::facts::Facts;
use uvnix::lock::foreign::Tool;
use uvnix::lock::{Lock, LockKind};
use uvnix::text::closest::closest;
use uvnix::text::printable::{self, spelled_out};

use super::{Disk, Files};
use crate::commands::file_error::FileError;
use crate::commands::foreign_lock;
use crate::commands::paths::{argument, from_here, quoted, tidy};
use crate::fetch::plain_file::{self, is_absence};
use crate::fetch::whole_file::folder_of;

/// A lock file, and the folder that its paths are relative to.
#[derive(Debug)]
pub(crate) struct LockFile {
    /// The file, relative to the working folder or absolute.
    pub path: PathBuf,
    /// The folder that contains it.
    pub folder: PathBuf,
    /// Its format.
    pub kind: LockKind,
    /// The script that it locks: `tool.py` of `tool.py.lock`.
    pub script: Option<String>,
    /// The `uvnix.lock`, if it is not next to the lock file.
    facts: Option<PathBuf>,
}

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum LockFileError {
    #[error("the lock file {} does not exist", printable::path(file))]
    #[diagnostic(code(uvnix::input::no_lock))]
    NoLock {
        file: PathBuf,
        #[help]
        help: String,
    },

    #[error("{} is not a lock file of uv or a pylock.toml", printable::path(file))]
    #[diagnostic(code(uvnix::input::not_a_lock))]
    NotALock {
        file: PathBuf,
        #[help]
        help: String,
    },

    #[error("{} does not exist", printable::path(path))]
    #[diagnostic(code(uvnix::input::no_path))]
    NoPath {
        path: PathBuf,
        #[help]
        help: String,
    },

    #[error(
        "there is no uv.lock in {}; it has these lock files of scripts: {locks}",
        printable::path(folder)
    )]
    #[diagnostic(
        code(uvnix::input::which_lock),
        help("pass one or several of them; `uv lock` creates the lock file of a project")
    )]
    WhichLock { folder: PathBuf, locks: String },
}

/// Extensions of files that are never lock files.
const OTHERS: [&str; 3] = ["md", "nix", "toml"];

const PASS_A_LOCK: &str =
    "pass a project folder, its uv.lock, a pylock.toml, or the lock file of a script";

impl LockFileError {
    /// A path that does not exist; the help suggests a similar one.
    pub(crate) fn no_path(path: &Path) -> Self {
        let help = match similar(path) {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => PASS_A_LOCK.to_owned(),
        };
        Self::NoPath { path: path.to_owned(), help }
    }

    /// A lock file that does not exist. The help names the command that makes it, or a `pylock.toml` in its folder.
    fn no_lock(file: PathBuf) -> Self {
        let folder = folder_of(&file);
        let is_pylock = |name: &String| LockKind::of_file(name) == LockKind::Pylock;
        let is_of_script = file.to_string_lossy().ends_with(".py.lock");
        let pylock = entries(folder).into_iter().find(is_pylock);
        let help = match (pylock, foreign_lock::beside(folder)) {
            _ if is_of_script => {
                let script = argument(&file.with_extension(""));
                format!("run `uv lock --script {script}`")
            }
            (Some(pylock), _) => {
                let pylock = printable::path(&tidy(&folder.join(pylock)));
                format!("pass {pylock} to use that lock file, or run `uv lock`")
            }
            (None, Some(other)) => {
                format!("to write it with the versions of {other}, run `uvnix adopt`; or run `uv lock`")
            }
            (None, None) if folder.join("pyproject.toml").exists() => {
                let is_here = folder.as_os_str().is_empty() || folder == Path::new(".");
                let project = format!(" --project {}", argument(folder));
                let there = Some(project).filter(|_| !is_here).unwrap_or_default();
                format!("run `uv lock{there}`, or pass another folder or lock file")
            }
            (None, None) => "there is no pyproject.toml either: pass the folder of a project, or create one with `uv init`"
                .to_owned(),
        };
        Self::NoLock { file, help }
    }

    /// A file that is not a lock. The help names the lock that uvnix generated it from, if it did.
    fn not_a_lock(file: PathBuf) -> Self {
        let text = plain_file::read_to_string(&file).unwrap_or_default();
        let header = Header::parse(&text);
        let is_generated = text.starts_with(GENERATED);
        let help = if is_foreign(&file) {
            let file = printable::path(&file);
            format!("to write a uv.lock with its versions, run `uvnix adopt {file}`")
        } else if is_generated {
            let beside = header.map(|header| file.with_file_name(header.lock_file));
            let lock = printable::path(&beside.unwrap_or_else(|| file.with_extension("lock")));
            format!("uvnix generates this file from a lock file: pass {lock}")
        } else {
            PASS_A_LOCK.to_owned()
        };
        Self::NotALock { file, help }
    }
}

impl LockFile {
    /// The lock file for `path`: itself, or that of the project of a folder, of a `pyproject.toml` or of a script.
    pub(crate) fn find(path: &Path) -> Result<Self, Report> {
        let file = if path.is_dir() {
            lock_of_folder(path)
        } else {
            lock_beside(path).unwrap_or_else(|| path.to_owned())
        };
        let file = tidy(&file);
        if !file.is_file() || is_no_lock(&file) {
            return Err(why_not(path, file));
        }
        Ok(Self::at(file, &Disk))
    }

    /// The lock file at a path in `files`.
    pub(crate) fn at(path: PathBuf, files: &dyn Files) -> Self {
        let folder = folder_of(&path).to_owned();
        let mut file = Self { path, folder, kind: LockKind::Uv, script: None, facts: None };
        file.kind = LockKind::of_file(&file.name());
        file.script = file.script_in(files);
        file
    }

    /// Its name, without the folder.
    pub(crate) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        name.to_string_lossy().into_owned()
    }

    /// The name of its `uvnix.lock`: `tool.py.uvnix.lock` for a script, `pylock.uvnix.lock` for a `pylock.toml`.
    pub(crate) fn facts_name(&self) -> String {
        let elsewhere = self.facts.as_ref().and_then(|path| path.file_name());
        let name = self.name();
        let stem = name.strip_suffix(".lock").or(name.strip_suffix(".toml")).unwrap_or(&name);
        match (elsewhere, &self.script, self.kind) {
            (Some(name), ..) => name.to_string_lossy().into_owned(),
            (None, Some(_), _) | (None, None, LockKind::Pylock) => format!("{stem}.uvnix.lock"),
            (None, None, LockKind::Uv) => "uvnix.lock".to_owned(),
        }
    }

    /// The command that updates what is generated from it, run where `folder` is the path to its folder.
    pub(crate) fn lock2nix(&self, folder: &str) -> String {
        let name = Some(self.name()).filter(|name| name != "uv.lock");
        let path = match (folder, name) {
            (".", None) => return "uvnix lock2nix".to_owned(),
            (".", Some(name)) => name,
            (folder, None) => folder.to_owned(),
            (folder, Some(name)) => format!("{folder}/{name}"),
        };
        format!("uvnix lock2nix {}", quoted(&spelled_out(&path)))
    }

    /// The text of its `uvnix.lock` with these facts; `None` if there are none.
    pub(crate) fn facts_text(&self, facts: &Facts) -> Option<String> {
        facts.to_text(&self.name(), &self.lock2nix("."))
    }

    /// The path of its `uvnix.lock`, which is next to it unless [`Self::keep_facts_beside`] says otherwise.
    pub(crate) fn facts_path(&self) -> PathBuf {
        self.facts.clone().unwrap_or_else(|| self.path.with_file_name(self.facts_name()))
    }

    /// Keeps `uvnix.lock` next to a generated file: `project.uvnix.lock` for `project.nix`.
    pub(crate) fn keep_facts_beside(&mut self, generated: &Path) {
        self.facts = Some(match generated.file_stem() {
            Some(stem) if stem != "uv" => generated.with_extension("uvnix.lock"),
            _ => generated.with_file_name("uvnix.lock"),
        });
    }

    fn script_in(&self, files: &dyn Files) -> Option<String> {
        let name = self.name();
        let script = name.strip_suffix(".lock").filter(|script| *script != "uv")?;
        let is_named_so = Path::new(script).extension().is_some_and(|extension| extension == "py");
        let is_there = || !matches!(files.text(&tidy(&self.folder.join(script))), Ok(None));
        (is_named_so || is_there()).then(|| script.to_owned())
    }
}

/// Whether a file cannot be a lock file that uvnix reads, by its name.
fn is_no_lock(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let is_other = OTHERS.iter().any(|other| file.extension().is_some_and(|it| it == *other));
    LockKind::of_file(&name) == LockKind::Uv && (is_other || is_foreign(file))
}

/// Whether a file is the lock file of another tool, by its name.
fn is_foreign(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let is_pylock = name.starts_with("pylock.") && file.extension().is_some_and(|it| it == "toml");
    is_pylock || Tool::ALL.iter().any(|tool| tool.file_name() == name)
}

/// The lock file of a script, or of the project that a `pyproject.toml` describes.
pub(crate) fn lock_beside(file: &Path) -> Option<PathBuf> {
    if file.extension().is_some_and(|extension| extension == "py") {
        Some(file.with_extension("py.lock"))
    } else if file.ends_with("pyproject.toml") {
        Some(file.with_file_name("uv.lock"))
    } else {
        None
    }
}

/// Why there is no lock file: the user passed `path`, which means the lock file `lock`.
fn why_not(path: &Path, lock: PathBuf) -> Report {
    if !path.exists() {
        return LockFileError::no_path(path).into();
    }
    if let Err(cause) = plain_file::open(&lock)
        && !is_absence(&cause)
    {
        return FileError::reading_input(&lock)(cause).into();
    }
    if !path.is_dir() {
        let is_itself = tidy(path) == lock;
        let why = if is_itself { LockFileError::not_a_lock } else { LockFileError::no_lock };
        return why(lock).into();
    }
    let is_of_a_script = |name: &String| name.ends_with(".py.lock");
    let locks: Vec<_> = entries(path).into_iter().filter(is_of_a_script).collect();
    if !locks.is_empty() && !path.join("pyproject.toml").exists() {
        let locks = spelled_out(&locks.join(", "));
        return LockFileError::WhichLock { folder: tidy(path), locks }.into();
    }
    LockFileError::no_lock(lock).into()
}

/// The lock file of a folder: its own, or that of the project that the folder belongs to.
pub(crate) fn lock_of_folder(folder: &Path) -> PathBuf {
    let own = folder.join("uv.lock");
    let is_of_scripts = || entries(folder).iter().any(|name| name.ends_with(".py.lock"));
    if own.symlink_metadata().is_ok() || is_of_scripts() {
        return own;
    }
    let project = fs::canonicalize(folder).ok().and_then(|folder| ProjectOnDisk::around(&folder));
    project.and_then(|project| project.lock).map_or(own, |lock| from_here(&lock))
}

/// A project on disk.
pub(crate) struct ProjectOnDisk {
    /// Its folder.
    pub folder: PathBuf,
    /// The lock file: its own, or that of the workspace that it is a member of; `None` if there is none.
    pub lock: Option<PathBuf>,
}

impl ProjectOnDisk {
    /// As in uv, the project that has the nearest `pyproject.toml` at or above a folder, which is without symbolic
    /// links. The lock file of its workspace may be in another git repository.
    pub(crate) fn around(folder: &Path) -> Option<Self> {
        let folder = folder.ancestors().find(|it| it.join("pyproject.toml").is_file())?;
        let locks = folder.ancestors().map(|above| above.join("uv.lock"));
        let is_its = |lock: &PathBuf| {
            lock.is_file() && (folder_of(lock) == folder || has_local_package(lock, folder))
        };
        Some(Self { folder: folder.to_owned(), lock: { locks }.find(is_its) })
    }
}

/// Whether a lock file contains the package in a folder. Both paths are without symbolic links.
fn has_local_package(lock: &Path, folder: &Path) -> bool {
    let text = plain_file::read_to_string(lock).ok();
    let lock_folder = folder_of(lock);
    text.and_then(|text| Lock::parse(&text).ok()).is_some_and(|lock| {
        let folders = lock.packages().filter_map(|(_, package)| package.source.folder());
        let mut folders = folders.map(|path| lock_folder.join(path.as_str()));
        folders.any(|path| path == folder || fs::canonicalize(path).is_ok_and(|it| it == folder))
    })
}

/// An existing path with a name similar to that of a missing one.
fn similar(path: &Path) -> Option<String> {
    let mut missing = path.ancestors().take_while(|it| it.symlink_metadata().is_err());
    let missing = missing.by_ref().filter(|it| !it.as_os_str().is_empty()).last()?;
    let wanted = missing.file_name()?.to_string_lossy().into_owned();
    let folder = folder_of(missing);
    let names = entries(folder);
    let best = closest(&wanted, names.iter().map(String::as_str))?;
    let rest = path.strip_prefix(missing).ok()?;
    let meant = tidy(&folder.join(best).join(rest));
    meant.exists().then(|| spelled_out(&meant.to_string_lossy()))
}

/// The UTF-8 names in a folder, sorted.
fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}
