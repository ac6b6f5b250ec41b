//! What every command reads: a lock, and the `pyproject.toml` of each local package.

mod files;
mod lock_file;
mod reader;

use std::io;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, NamedSource, Report};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uvnix::lock::Lock;
use uvnix::project::Projects;
use uvnix::project::settings::Settings;
use uvnix::resolution::resolved::Resolved;
use uvnix::text::printable::{self, masked, spelled_out};

use crate::cli::Environments;
use crate::console::tell;
use reader::Reader;

pub use files::{Disk, Files};
pub use lock_file::{LockFile, LockFileError, has_local_package, lock_beside};

/// Everything that a file is made from.
#[derive(Debug)]
pub struct Input {
    /// The lock file.
    pub file: LockFile,
    /// What it is called in reports.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What it says.
    pub lock: Lock,
    /// What the local packages say.
    pub projects: Projects,
    /// What the user says.
    pub settings: Settings,
}

#[derive(Debug, Error, Diagnostic)]
pub enum InputError {
    #[error("{} cannot be read: {cause}", printable::path(path))]
    #[diagnostic(code(uvnix::input::unreadable), help("mend its permissions, or restore it"))]
    Unreadable { path: PathBuf, cause: io::Error },

    #[error("there is no script at {}", printable::path(.0))]
    #[diagnostic(
        code(uvnix::input::no_script),
        help("restore the script, or remove its lock if the script is gone")
    )]
    NoScript(PathBuf),

    #[error("{} is not UTF-8", printable::path(.0))]
    #[diagnostic(code(uvnix::input::not_text), help("make it anew with `uv lock`"))]
    NotText(PathBuf),

    #[error(
        "the lock has the member `{member}` in {}, and there is no such folder",
        printable::path(folder)
    )]
    #[diagnostic(
        code(uvnix::input::no_member),
        help("fetch the submodule, or remove the member from the workspace and run `uv lock`")
    )]
    NoMember { member: String, folder: PathBuf },
}

/// Projects and settings of which several are wrong.
#[derive(Debug, Error, Diagnostic)]
#[error("several things beside the lock are wrong")]
#[diagnostic(code(uvnix::input::several), help("mend all that is told below, and run it again"))]
struct Several {
    #[related]
    problems: Vec<Report>,
}

impl Input {
    /// Reads the lock that `path` means, and the projects beside it.
    pub fn read(path: &Path, verbose: bool) -> Result<Self, Report> {
        let file = LockFile::find(path)?;
        let text = files::read(&file.path)?;
        Self::of(file, text, &Disk, verbose)
    }

    /// What a lock with this text says, and the projects beside it among these files.
    pub fn of(
        file: LockFile,
        text: String,
        files: &dyn Files,
        verbose: bool,
    ) -> Result<Self, Report> {
        let name = files.name(&file.path);
        let mut lock = Lock::parse(&text).map_err(|error| shown_in(error.into(), &name, &text))?;
        if verbose {
            for key in Lock::unknown_keys(&text) {
                let key = spelled_out(&key);
                tell(format_args!("note: {name} has a key that uvnix does not know: {key}"));
            }
        }
        lock.script.clone_from(&file.script);
        let reader = Reader { file: &file, files };
        reader.check_script(&lock, &text)?;
        let (projects, mut problems) = reader.projects(&mut lock);
        let settings = reader.settings(&lock).unwrap_or_else(|problem| {
            // A root that is no TOML has been told of as a project.
            if problems.is_empty() || !is_no_toml(&problem) {
                problems.push(problem);
            }
            Settings::default()
        });
        none_of(problems)?;
        Ok(Self { file, name, text, lock, projects, settings })
    }

    /// The lock in the environments that are asked for.
    pub fn resolved(&self, environments: &Environments) -> Result<Resolved<'_>, Report> {
        let options = environments.over(&self.settings.environments);
        Resolved::of(&self.lock, &options).map_err(|error| self.in_lock(error.into()))
    }

    /// A report that can show the place in the lock.
    pub fn in_lock(&self, error: Report) -> Report {
        shown_in(error, &self.name, &self.text)
    }
}

/// The SHA-256 of a text, as Nix prints it.
pub fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

fn is_no_toml(problem: &Report) -> bool {
    problem.code().is_some_and(|code| code.to_string() == "uvnix::settings::not_toml")
}

/// All that is wrong with the projects, at once.
fn none_of(mut problems: Vec<Report>) -> Result<(), Report> {
    match problems.len() {
        0 => Ok(()),
        1 => Err(problems.remove(0)),
        _ => Err(Several { problems }.into()),
    }
}

/// A report that can show the place in the file at fault.
pub fn shown_in(error: Report, name: &str, text: &str) -> Report {
    let shows_a_place = <dyn Diagnostic>::labels(error.as_ref()).is_some();
    if shows_a_place { error.with_source_code(NamedSource::new(name, masked(text))) } else { error }
}
