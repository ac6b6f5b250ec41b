//! The path of the output file, and what may be written there.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::text::printable::{self, spelled_out};

use crate::cli::Contents;
use crate::commands::file_error::FileError;
use crate::commands::input::{Input, LockFile};
use crate::commands::paths::{nix_path, quoted};
use crate::commands::repository::Repository;
use crate::console::write_help;
use crate::fetch::plain_file::if_present;
use crate::fetch::whole_file::folder_of;

/// The output.
#[derive(Debug)]
pub(crate) enum Target {
    /// Standard output; the text is that of the file next to the lock file.
    StandardOutput,
    /// A file.
    File(PathBuf),
}

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum OutputError {
    #[error("{} was not written by uvnix", printable::path(path))]
    #[diagnostic(code(uvnix::output::not_ours))]
    NotOurs {
        path: PathBuf,
        #[help]
        help: &'static str,
    },

    #[error("{} is an input of the generated file", printable::path(.0))]
    #[diagnostic(code(uvnix::output::an_input), help("write another file with `-o`"))]
    AnInput(PathBuf),

    #[error("{} is not a file", printable::path(.0))]
    #[diagnostic(
        code(uvnix::output::no_file),
        help("move it away, or write another file with `-o`")
    )]
    NoFile(PathBuf),

    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),

    #[error(
        "Nix cannot express the relative path from {} to {}",
        printable::path(from),
        printable::path(to)
    )]
    #[diagnostic(
        code(uvnix::output::no_path_to_lock),
        help(
            "write the file next to the lock file, or to a folder whose path has only letters, digits and -._+"
        )
    )]
    NoPathToLock { from: PathBuf, to: PathBuf },
}

/// A file that cannot be written; the help depends on the cause, and names the file that was already written.
pub(crate) fn unwritable(path: &Path, cause: io::Error, written: Option<&Path>) -> FileError {
    let otherwise = "check that the folder exists and is writable, or write another file with `-o`";
    let help = write_help(&cause, otherwise);
    let help = match written {
        None => format!("{help}; no files were changed"),
        Some(written) => format!("{help}; {} was already written", printable::path(written)),
    };
    FileError::Unwritable { path: path.to_owned(), cause, help }
}

impl Target {
    /// The file of `-o`; else the one next to the lock file: `uv.nix`, or `tool.py.nix` for a script.
    pub(crate) fn of(output: Option<&Path>, lock: &LockFile) -> Self {
        match output {
            Some(path) if path == Path::new("-") => Self::StandardOutput,
            Some(path) => Self::File(path.to_owned()),
            None => Self::File(lock.path.with_extension("nix")),
        }
    }

    /// The path from the file to the folder of the lock file, as a Nix path: `./.`, `./../app`. `None` if
    /// the file is in a git repository that does not contain the lock file: a flake cannot reach it.
    pub(crate) fn path_to(&self, lock: &LockFile) -> Result<Option<String>, Report> {
        let Self::File(file) = self else {
            return Ok(Some("./.".to_owned()));
        };
        let from = folder_of(file);
        let canonical =
            |folder: &Path| fs::canonicalize(folder).map_err(|cause| unwritable(file, cause, None));
        let folder = canonical(&lock.folder)?;
        if Repository::around(from).is_some_and(|repository| !folder.starts_with(repository.root)) {
            return Ok(None);
        }
        let to = || lock.folder.clone();
        let no_path = || OutputError::NoPathToLock { from: from.to_owned(), to: to() };
        Ok(Some(nix_path(&canonical(from)?, &folder).ok_or_else(no_path)?))
    }

    /// The command that updates the file, to be run in its folder.
    pub(crate) fn update(&self, lock: &LockFile, contents: &Contents) -> Result<String, Report> {
        // On standard output, the text is that of the file next to the lock file.
        let usual = lock.path.with_extension("nix");
        let file = match self {
            Self::File(file) => file,
            Self::StandardOutput => &usual,
        };
        let root = self.path_to(lock)?;
        let folder = root.as_deref().map(|root| root.trim_start_matches("./"));
        let is_beside = folder == Some(".") && file.file_name() == usual.file_name();
        let output = (!is_beside).then(|| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            format!(" --output {}", quoted(&spelled_out(&name)))
        });
        let command = folder.map_or("uvnix lock2nix PATH".to_owned(), |it| lock.lock2nix(it));
        Ok(format!("{command}{}{contents}", output.unwrap_or_default()))
    }

    /// Keeps `uvnix.lock` next to the file if the lock file is in another repository, which has none.
    pub(crate) fn place_facts(&self, lock: &mut LockFile) -> Result<(), Report> {
        match self {
            Self::File(file) if self.path_to(lock)?.is_none() => lock.keep_facts_beside(file),
            Self::File(_) | Self::StandardOutput => {}
        }
        Ok(())
    }

    /// Refuses to overwrite an input of the generated file, also with `--force`.
    pub(super) fn refuse_inputs(&self, input: &Input) -> Result<(), OutputError> {
        let Self::File(path) = self else { return Ok(()) };
        let Ok(place) = fs::canonicalize(path) else { return Ok(()) };
        let script = input.file.script.as_deref();
        let beside = ["pyproject.toml", "uv.toml"].into_iter().chain(script);
        let beside = beside.map(|name| input.file.folder.join(name));
        let mut inputs = beside.chain([input.file.path.clone(), input.file.facts_path()]);
        let is_input = inputs.any(|it| fs::canonicalize(it).is_ok_and(|it| it == place));
        if is_input { Err(OutputError::AnInput(path.clone())) } else { Ok(()) }
    }
}

/// The content of a file; `None` if it does not exist. A folder, a pipe or a device is an error.
pub(crate) fn existing(path: &Path) -> Result<Option<Vec<u8>>, OutputError> {
    let unreadable = FileError::reading(path, "check its permissions, or move it away");
    match if_present(fs::metadata(path)).map_err(&unreadable)? {
        Some(metadata) if metadata.is_file() => Ok(fs::read(path).map(Some).map_err(unreadable)?),
        Some(_) => Err(OutputError::NoFile(path.to_owned())),
        None => Ok(None),
    }
}

/// Whether uvnix may overwrite a file without `--force`: it begins with the mark of uvnix, also if a merge left
/// conflict markers in it, or the file is empty.
pub(crate) fn is_ours(before: &[u8], mark: &str) -> bool {
    if before.trim_ascii().is_empty() {
        return true;
    }
    let ours = mark.as_bytes();
    let second = before.split_inclusive(|&byte| byte == b'\n').nth(1).unwrap_or_default();
    before.starts_with(ours) || (before.starts_with(b"<<<<<<< ") && second.starts_with(ours))
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::StandardOutput => "standard output".fmt(formatter),
            Self::File(path) => printable::path(path).fmt(formatter),
        }
    }
}
