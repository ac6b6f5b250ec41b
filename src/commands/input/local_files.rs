//! Checks the files and folders on this machine that a lock file names.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report, SourceSpan};
use thiserror::Error;
use uvnix::lock::{File, Hash, Location, Lock, Package, RelativePath, Source, WheelName};
use uvnix::questions::doctor::PackagePath;
use uvnix::text::printable::{self, spelled_out};

use super::Input;
use crate::commands::boundary::Boundary;
use crate::commands::file_error::FileError;
use crate::commands::several::Several;
use crate::console::tell;
use crate::fetch::plain_file::is_absence;
use crate::fetch::{digest_of, plain_file};

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum LocalFileError {
    #[error(
        "the file of {what} does not have the hash in the lock file: {}\n  expected {expected}\n       got {got}",
        printable::path(path)
    )]
    #[diagnostic(
        code(uvnix::facts::wrong_hash),
        help("restore the file; if the change is intended, lock the project again")
    )]
    WrongHash { what: String, path: PathBuf, expected: Hash, got: Hash },

    #[error("outside of the repository: {packages}")]
    #[diagnostic(
        code(uvnix::input::outside),
        help(
            "a build would copy what is there to the Nix store, which every user of the machine can read. Move it into the repository, or allow it: `[tool.uvnix] allow-outside = [{paths}]`"
        )
    )]
    Outside {
        /// The packages, each with its path.
        packages: String,
        /// The paths, as TOML.
        paths: String,
        #[label(collection, "this package")]
        spans: Vec<SourceSpan>,
    },
}

/// The most places in the lock file that one report shows.
const MOST_PLACES: usize = 8;

/// Refuses files and folders outside of the repository, which a build would copy to the Nix store, unless
/// `allow-outside` names them.
///
/// Without a repository, nothing says how far the project reaches. Then the folders next to it, wheels, and files
/// whose content the lock pins, only get a warning.
pub(super) fn check_outside(input: &Input) -> Result<(), Report> {
    let folder = &input.file.folder;
    let boundary = Boundary::around(folder);
    let siblings = boundary.with_siblings();
    let is_allowed = |path: &RelativePath| {
        input.settings().allow_outside.iter().any(|allowed| path.inside(allowed).is_some())
    };
    let (mut refused, mut tolerated) = (Vec::new(), BTreeSet::new());
    for local in paths(input.lock()) {
        let place = folder.join(local.path.as_str());
        if is_allowed(local.path) || !boundary.excludes(&place) {
            continue;
        }
        let is_written_so = local.path.climbs();
        let is_near = local.is_archive || !siblings.excludes(&place);
        if boundary.is_drawn || !is_written_so || !is_near {
            refused.push(local);
        } else {
            tolerated.insert(local.path.as_str());
        }
    }
    if !refused.is_empty() {
        return Err(input.in_lock(outside(&refused).into()));
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

/// One error for all of them.
fn outside(refused: &[NamedPath<'_>]) -> LocalFileError {
    let packages = refused.iter().map(|it| format!("{}: {}", it.package, it.path));
    let paths: BTreeSet<_> = refused.iter().map(|it| format!("\"{}\"", it.path)).collect();
    LocalFileError::Outside {
        packages: listed(packages),
        paths: Vec::from_iter(paths).join(", "),
        spans: refused.iter().take(MOST_PLACES).map(|it| it.package.span.clone().into()).collect(),
    }
}

/// A single item, or one in each line.
fn listed(items: impl Iterator<Item = String>) -> String {
    match Vec::from_iter(items) {
        items if items.len() == 1 => items.concat(),
        items => format!("\n  {}", items.join("\n  ")),
    }
}

/// A file or a folder that a build reads.
struct NamedPath<'l> {
    package: &'l Package,
    path: &'l RelativePath,
    /// Whether it cannot be a private file: the lock has the hash of its content, or it is named as a wheel.
    is_archive: bool,
}

fn paths(lock: &Lock) -> impl Iterator<Item = NamedPath<'_>> {
    lock.packages().flat_map(|(_, package)| {
        let is_built = !matches!(package.source, Source::Virtual(_));
        let folder = package.source.folder().filter(|_| is_built);
        let folder = folder.map(|path| NamedPath { package, path, is_archive: false });
        let files = package.files().filter_map(move |file| {
            let path = file.location.path()?;
            let is_archive = file.hash.is_some() || WheelName::parse(file.name.as_str()).is_some();
            Some(NamedPath { package, path, is_archive })
        });
        files.chain(folder)
    })
}

/// Checks the hashes of the files that exist. Returns the packages with the files that do not.
pub(super) fn check_hashes<'f>(
    files: impl Iterator<Item = (&'f Package, &'f File)>,
    folder: &Path,
) -> Result<BTreeSet<PackagePath>, Report> {
    let (mut missing, mut problems) = (BTreeSet::new(), Vec::new());
    for (package, file) in files {
        let Location::Path(relative) = &file.location else { continue };
        let path = folder.join(relative.as_str());
        match check_hash(&path, file, package) {
            Ok(()) => {}
            Err(Mismatch::Io(cause)) if is_absence(&cause) => {
                let (package, path) = (package.to_string(), relative.to_string());
                missing.insert(PackagePath { package, path });
            }
            Err(Mismatch::Io(cause)) => {
                problems.push(FileError::reading_input(&path)(cause).into());
            }
            Err(Mismatch::Wrong(error)) => problems.push(error.into()),
        }
    }
    if problems.is_empty() { Ok(missing) } else { Err(Several::in_files(problems)) }
}

/// The reason why a file is not the locked one.
#[derive(Debug)]
pub(crate) enum Mismatch {
    Io(io::Error),
    Wrong(LocalFileError),
}

/// Checks the hash of the file at `path`, if the lock has one.
pub(crate) fn check_hash(path: &Path, file: &File, package: &Package) -> Result<(), Mismatch> {
    let content = plain_file::open(path).map_err(Mismatch::Io)?;
    let Some(expected) = &file.hash else { return Ok(()) };
    let (_, got) = digest_of(content, expected.algorithm()).map_err(Mismatch::Io)?;
    if *expected == got {
        return Ok(());
    }
    let (what, path, expected) = (package.to_string(), path.to_owned(), expected.clone());
    Err(Mismatch::Wrong(LocalFileError::WrongHash { what, path, expected, got }))
}
