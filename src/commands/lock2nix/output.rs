//! Where `lock2nix` writes to.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::emit::GENERATED;
use uvnix::printable::spelled_out;

use crate::commands::input::LockFile;
use crate::commands::paths::{folder_of, is_plain};

/// Where the text goes.
#[derive(Debug)]
pub enum Target {
    /// To standard output, as if it were the file beside the lock.
    StandardOutput,
    /// To a file.
    File(PathBuf),
}

/// Whether anything was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    None,
    Written,
}

#[derive(Debug, Error, Diagnostic)]
pub enum OutputError {
    #[error("{} was not written by uvnix", .0.display())]
    #[diagnostic(
        code(uvnix::output::not_ours),
        help("write elsewhere with `-o`, or overwrite it with `--force`")
    )]
    NotOurs(PathBuf),

    #[error("{} cannot be written: {cause}", path.display())]
    #[diagnostic(
        code(uvnix::output::unwritable),
        help("make the folder, or write elsewhere with `-o`; nothing was changed")
    )]
    Unwritable { path: PathBuf, cause: io::Error },

    #[error("no plain path leads from {} to {}", from.display(), to.display())]
    #[diagnostic(
        code(uvnix::output::no_path_to_lock),
        help(
            "write the file beside the lock, or where the way back has no space or other character that Nix paths cannot hold"
        )
    )]
    NoPathToLock { from: PathBuf, to: PathBuf },
}

impl Target {
    /// Where `-o` says; else beside the lock: `uv.nix`, or `tool.py.nix` for a script.
    pub fn of(output: Option<&Path>, lock: &LockFile) -> Self {
        match output {
            Some(path) if path == Path::new("-") => Self::StandardOutput,
            Some(path) => Self::File(path.to_owned()),
            None => Self::File(lock.path.with_extension("nix")),
        }
    }

    /// The path, as Nix writes it, from the file to the folder of the lock.
    pub fn path_to(&self, lock: &LockFile) -> Result<String, Report> {
        let Self::File(file) = self else {
            return Ok("./.".to_owned());
        };
        let from = folder_of(file);
        let canonical = |folder: &Path| {
            fs::canonicalize(folder)
                .map_err(|cause| OutputError::Unwritable { path: file.clone(), cause })
        };
        let way = pathdiff::diff_paths(canonical(&lock.folder)?, canonical(from)?);
        match way.as_deref().and_then(Path::to_str).filter(|way| is_plain(way)) {
            Some("") => Ok("./.".to_owned()),
            Some(way) => Ok(format!("./{way}")),
            None => {
                Err(OutputError::NoPathToLock { from: from.to_owned(), to: lock.folder.clone() }
                    .into())
            }
        }
    }

    /// What is there already, if it is text.
    pub fn before(&self) -> Option<String> {
        match self {
            Self::File(path) if path.is_file() => fs::read_to_string(path).ok(),
            Self::File(_) | Self::StandardOutput => None,
        }
    }

    /// Writes the text, whole or not at all. A file that already is this text is not touched.
    pub fn write(&self, text: &str, force: bool) -> Result<Change, Report> {
        let Self::File(path) = self else {
            print(text)?;
            return Ok(Change::Written);
        };
        // What a link points to is replaced, not the link; and what is no file, such as a device or a
        // pipe, can only be written to.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let is_file = fs::metadata(&place).is_ok_and(|metadata| metadata.is_file());
        let is_special = place.exists() && !is_file;
        let unwritable = |cause| OutputError::Unwritable { path: path.clone(), cause };
        if is_file {
            let old = fs::read(&place).map_err(unwritable)?;
            if old == text.as_bytes() {
                return Ok(Change::None);
            }
            if !force && !old.starts_with(GENERATED.as_bytes()) {
                return Err(OutputError::NotOurs(path.clone()).into());
            }
        }
        let written = if is_special { fs::write(&place, text) } else { replace(&place, text) };
        written.map_err(unwritable)?;
        Ok(Change::Written)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::StandardOutput => "standard output".fmt(formatter),
            Self::File(path) => spelled_out(&path.to_string_lossy()).fmt(formatter),
        }
    }
}

/// Writes beside the file first, so that it is never seen half-written.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".uvnix-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As of any other file that is made; the user's umask takes away from it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

/// A reader that has seen enough is no error.
pub fn print(text: &str) -> Result<(), Report> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(OutputError::Unwritable { path: PathBuf::from("standard output"), cause }.into())
        }
        _ => Ok(()),
    }
}
