//! The input of every command: a lock file, and the `pyproject.toml` of each local package.

mod files;
mod local_files;
mod lock_file;
mod reader;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, NamedSource, Report};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uvnix::environment::EnvironmentOptions;
use uvnix::lock::{Lock, LockKind};
use uvnix::project::Workspace;
use uvnix::project::settings::Settings;
use uvnix::questions::doctor::PackagePath;
use uvnix::resolution::resolved::Resolved;
use uvnix::text::address::masked_credentials;
use uvnix::text::excerpt::Excerpt;
use uvnix::text::printable::{self, masked, spelled_out};

use crate::console::tell;
use reader::Reader;

pub(crate) use files::{Disk, Files};
pub(crate) use local_files::{Mismatch, check_hash};
pub(crate) use lock_file::{LockFile, LockFileError, ProjectOnDisk, lock_beside, lock_of_folder};

/// Everything that `uv.nix` is generated from, except `uvnix.lock`.
#[derive(Debug)]
pub(crate) struct Input {
    /// The lock file.
    pub file: LockFile,
    /// Its name in reports.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Its parsed content, with the projects and the settings next to it.
    pub workspace: Workspace,
    /// Whether reports show parts of the lock file.
    is_shown: bool,
}

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum InputError {
    #[error("the script {} does not exist", printable::path(.0))]
    #[diagnostic(
        code(uvnix::input::no_script),
        help("restore the script, or delete its lock file")
    )]
    NoScript(PathBuf),

    #[error("{} is not UTF-8", printable::path(.0))]
    #[diagnostic(
        code(uvnix::input::not_text),
        help("save it as UTF-8; if it is a lock file, write it again with its tool")
    )]
    NotText(PathBuf),

    #[error("the folder {} of the member `{member}` does not exist", printable::path(folder))]
    #[diagnostic(
        code(uvnix::input::no_member),
        help("check out the submodule, or remove the member from the workspace and run `uv lock`")
    )]
    NoMember { member: String, folder: PathBuf },

    #[error("{file} has an error, which is not shown: the file is outside of the repository")]
    #[diagnostic(
        code(uvnix::input::not_shown),
        help(
            "a symbolic link or `..` leads there. Move the file into the repository to see the error"
        )
    )]
    NotShown { file: String },
}

impl Input {
    /// Reads the lock file for `path` (see [`LockFile::find`]), and the projects next to it.
    pub(crate) fn read(path: &Path, verbose: bool) -> Result<Self, Report> {
        let file = LockFile::find(path)?;
        let text = files::read(&file.path)?;
        Self::of(file, text, &Disk, verbose)
    }

    /// Parses the text of a lock file, and reads the projects next to it from `files`.
    pub(crate) fn of(
        file: LockFile,
        text: String,
        files: &dyn Files,
        verbose: bool,
    ) -> Result<Self, Report> {
        let name = files.name(&file.path);
        let is_shown = !files.is_outside(&file.path, &file.folder);
        let in_it =
            |error: Report| if is_shown { shown_in(error, &name, &text) } else { not_shown(&name) };
        let lock = match file.kind {
            LockKind::Uv => Lock::parse(&text).map_err(Report::from),
            LockKind::Pylock => Lock::parse_pylock(&text).map_err(Report::from),
        };
        let lock = lock.map_err(in_it)?;
        if let Some(version) = &lock.newer_version {
            tell(format_args!(
                "warning: {name} has version {version} of its format, and this uvnix knows 1.0"
            ));
        }
        if verbose || lock.newer_version.is_some() {
            for key in Lock::unknown_keys(&text, file.kind) {
                let key = spelled_out(&key);
                tell(format_args!("note: {name} has an unknown key: {key}"));
            }
        }
        let reader = Reader { file: &file, files };
        reader.check_script(&lock, &text)?;
        let workspace = reader.workspace(lock)?;
        Ok(Self { file, name, text, workspace, is_shown })
    }

    /// The parsed content of the lock file.
    pub(crate) const fn lock(&self) -> &Lock {
        self.workspace.lock()
    }

    /// `[tool.uv]`, `[tool.uvnix]` and `uv.toml`.
    pub(crate) const fn settings(&self) -> &Settings {
        self.workspace.settings()
    }

    /// Resolves the lock in the selected environments.
    pub(crate) fn resolved(
        &self,
        environments: &EnvironmentOptions,
    ) -> Result<Resolved<'_>, Report> {
        Resolved::of(self.lock(), environments).map_err(|error| self.in_lock(error.into()))
    }

    /// Adds the text of the lock file to a report that points into it.
    pub(crate) fn in_lock(&self, error: Report) -> Report {
        if self.is_shown { shown_in(error, &self.name, &self.text) } else { not_shown(&self.name) }
    }

    /// Refuses local packages outside of the repository, unless the settings allow them. Warns about those
    /// outside of the project if there is no repository.
    pub(crate) fn check_outside(&self) -> Result<(), Report> {
        local_files::check_outside(self)
    }

    /// Checks the hashes of the local files that the lock names. Returns the packages with files that do not
    /// exist.
    pub(crate) fn check_hashes(&self) -> Result<BTreeSet<PackagePath>, Report> {
        let packages = self.lock().packages().map(|(_, package)| package);
        let files = packages.flat_map(|package| package.files().map(move |file| (package, file)));
        local_files::check_hashes(files, &self.file.folder)
    }
}

/// The SHA-256 of a text, in hexadecimal digits.
pub(crate) fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// The same for a file on disk that belongs to a lock file in `folder`. An error of a file outside of the
/// repository could show what is private there.
pub(crate) fn shown_beside(error: Report, path: &Path, text: &str, folder: &Path) -> Report {
    shown_in_file(error, &Disk, (path, text), folder)
}

/// The same for one of `files`, with its text.
pub(crate) fn shown_in_file(
    error: Report,
    files: &dyn Files,
    (path, text): (&Path, &str),
    folder: &Path,
) -> Report {
    let name = files.name(path);
    if files.is_outside(path, folder) { not_shown(&name) } else { shown_in(error, &name, text) }
}

fn not_shown(file: &str) -> Report {
    InputError::NotShown { file: file.to_owned() }.into()
}

/// Adds the text of a file to a report that points into it.
fn shown_in(error: Report, name: &str, text: &str) -> Report {
    let shows_a_place = <dyn Diagnostic>::labels(error.as_ref()).is_some();
    if shows_a_place { error.with_source_code(source(name, text)) } else { error }
}

/// The text of a file for excerpts, without control characters and credentials.
pub(crate) fn source(name: &str, text: &str) -> NamedSource<Excerpt> {
    NamedSource::new(name, masked(&masked_credentials(text)).into())
}
