//! Checks the files and folders on this machine that a lock file names.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report, SourceSpan};
use thiserror::Error;
use uvnix::lock::{File, Hash, Location, Lock, Package, RelativePath, Source};
use uvnix::text::printable::{self, spelled_out};

use super::{Input, InputError};
use crate::commands::boundary::Boundary;
use crate::console::tell;
use crate::fetch::{digest_of, plain_file};

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum LocalFileError {
    #[error(
        "the file of {what} does not have the hash in the lock file: {}\n  expected {expected}\n       got {got}",
        printable::path(path)
    )]
    #[diagnostic(
        code(uvnix::facts::wrong_hash),
        help("restore the file; if the change is intended, run `uv lock`")
    )]
    WrongHash { what: String, path: PathBuf, expected: Hash, got: Hash },

    #[error("{what} is outside of the repository: {path}")]
    #[diagnostic(
        code(uvnix::input::outside),
        help(
            "a build would copy it to the Nix store, which every user of the machine can read. Move it into the repository, or allow it: `[tool.uvnix] allow-outside = [\"{path}\"]`"
        )
    )]
    Outside {
        what: String,
        path: String,
        #[label("this package")]
        span: SourceSpan,
    },
}

/// Refuses files and folders outside of the repository, which a build would copy to the Nix store, unless
/// `allow-outside` names them.
///
/// Without a repository, nothing says how far the project reaches. Then the folders next to it, and files whose
/// content the lock pins, only get a warning.
pub(super) fn check_outside(input: &Input) -> Result<(), Report> {
    let folder = &input.file.folder;
    let boundary = Boundary::around(folder);
    let siblings = boundary.with_siblings();
    let is_allowed = |path: &RelativePath| {
        input.settings.allow_outside.iter().any(|allowed| path.inside(allowed).is_some())
    };
    let mut tolerated = BTreeSet::new();
    for LocalPath { package, path, is_pinned } in paths(&input.lock) {
        let place = folder.join(path.as_str());
        if is_allowed(path) || !boundary.excludes(&place) {
            continue;
        }
        let is_written_so = path.as_str().starts_with("..");
        let is_near = is_pinned || !siblings.excludes(&place);
        if boundary.is_drawn || !is_written_so || !is_near {
            let error = LocalFileError::Outside {
                what: package.to_string(),
                path: path.to_string(),
                span: package.span.clone().into(),
            };
            return Err(input.in_lock(error.into()));
        }
        tolerated.insert(path.as_str());
    }
    if !tolerated.is_empty() {
        let paths = spelled_out(&Vec::from_iter(tolerated).join(", "));
        tell(format_args!(
            "warning: outside of the project, and there is no git repository: {paths}\n  Builds copy them to \
             the Nix store, which every user of the machine can read."
        ));
    }
    Ok(())
}

/// A file or a folder that a build reads.
struct LocalPath<'l> {
    package: &'l Package,
    path: &'l RelativePath,
    /// Whether the lock has the hash of its content.
    is_pinned: bool,
}

fn paths(lock: &Lock) -> impl Iterator<Item = LocalPath<'_>> {
    lock.packages().flat_map(|(_, package)| {
        let is_built = !matches!(package.source, Source::Virtual(_));
        let folder = package.source.folder().filter(|_| is_built);
        let folder = folder.map(|path| LocalPath { package, path, is_pinned: false });
        let files = package.files().filter_map(move |file| {
            let path = file.location.path()?;
            Some(LocalPath { package, path, is_pinned: file.hash.is_some() })
        });
        files.chain(folder)
    })
}

/// Checks the hashes of the files that exist.
pub(super) fn check_hashes<'f>(
    files: impl Iterator<Item = (&'f Package, &'f File)>,
    folder: &Path,
) -> Result<(), Report> {
    for (package, file) in files {
        let Location::Path(path) = &file.location else { continue };
        let path = folder.join(path.as_str());
        match check_hash(&path, file, package) {
            // Evaluation says that it is missing.
            Err(Problem::Io(cause)) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(Problem::Io(cause)) => return Err(InputError::Unreadable { path, cause }.into()),
            Err(Problem::Wrong(error)) => return Err(error.into()),
            Ok(()) => {}
        }
    }
    Ok(())
}

/// The reason why a file is not the locked one.
#[derive(Debug)]
pub(crate) enum Problem {
    Io(io::Error),
    Wrong(LocalFileError),
}

/// Checks the hash of the file at `path`, if the lock has one.
pub(crate) fn check_hash(path: &Path, file: &File, package: &Package) -> Result<(), Problem> {
    let Some(expected) = &file.hash else { return Ok(()) };
    let found = plain_file::open(path).and_then(|file| digest_of(file, expected.algorithm()));
    let (_, got) = found.map_err(Problem::Io)?;
    if *expected == got {
        return Ok(());
    }
    let (what, path, expected) = (package.to_string(), path.to_owned(), expected.clone());
    Err(Problem::Wrong(LocalFileError::WrongHash { what, path, expected, got }))
}
