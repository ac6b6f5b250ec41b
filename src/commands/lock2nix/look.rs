//! Looks up data that `uv.lock` does not contain, in an archive or a git commit.

pub(crate) mod archive;
mod crates;
mod libraries;
pub(crate) mod source_tree;

use std::env;
use std::io;
use std::path::Path;

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::facts::{ArchiveError, CommitFiles, Facts, Lookup, Subject, WheelLibraries};
use uvnix::lock::{Git, Hash, Location, Package, Registry, Source};
use uvnix::project::settings::CargoLock;
use uvnix::project::{BuildSystem, PyprojectError};

use super::own_python::OwnPython;
use archive::Archive;
use crates::Crates;
use libraries::read_libraries;
use source_tree::SourceTree;

use crate::commands::file_error::FileError;
use crate::commands::input::{Mismatch, check_hash};
use crate::fetch::git::GitError;
use crate::fetch::temporary;
use crate::fetch::{FetchError, FetchedFile, Fetcher, FileRequest, Progress};

/// How to look up data.
pub(crate) struct Search<'s> {
    /// The folder of the lock file.
    pub folder: &'s Path,
    /// Downloads files.
    pub fetcher: &'s Fetcher,
    /// The Python whose needs come first.
    pub own: &'s OwnPython<'s>,
    /// Whether the network must not be used.
    pub offline: bool,
    /// Whether to print no progress.
    pub quiet: bool,
}

/// The data of one package.
#[derive(Debug, Default)]
pub(crate) struct Found {
    hash: Option<Hash>,
    commit: Option<CommitFiles>,
    build_system: Option<BuildSystem>,
    crates: Crates,
    libraries: Option<WheelLibraries>,
}

/// Why a lookup failed.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The file or commit is not available now: a warning.
    Absent(Report),
    /// The file or commit is wrong: an error.
    Wrong(Report),
}

impl From<FetchError> for Trouble {
    fn from(error: FetchError) -> Self {
        if error.is_absence() { Self::Absent(error.into()) } else { Self::Wrong(error.into()) }
    }
}

impl From<GitError> for Trouble {
    fn from(error: GitError) -> Self {
        match error {
            GitError::NoProgram { .. }
            | GitError::CannotFetch { .. }
            | GitError::GivenUp { .. } => Self::Absent(error.into()),
            GitError::CannotKeep { .. } => Self::Wrong(error.into()),
        }
    }
}

impl From<LookError> for Trouble {
    fn from(error: LookError) -> Self {
        match error {
            LookError::File(_) | LookError::Offline { .. } | LookError::UnreadableWheel { .. } => {
                Self::Absent(error.into())
            }
            LookError::NoBuildSystem { .. }
            | LookError::NoCargoLock { .. }
            | LookError::BadCargoLock { .. } => Self::Wrong(error.into()),
            LookError::Fetch(error) => error.into(),
        }
    }
}

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum LookError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),

    #[error(transparent)]
    #[diagnostic(transparent)]
    Fetch(#[from] FetchError),

    #[error("{what} is in a git repository, which `--offline` does not fetch")]
    #[diagnostic(code(uvnix::facts::offline), help("run once without `--offline`"))]
    Offline { what: String },

    #[error("cannot read the libraries of {filename}: {message}")]
    #[diagnostic(
        code(uvnix::facts::unreadable_wheel),
        help(
            "state them in [tool.uvnix.packages.{name}]: `libraries = {{ … }}`, or `libraries = false` to add \
             none"
        )
    )]
    UnreadableWheel { name: String, filename: String, message: String },

    #[error("{what} does not contain the file {path}")]
    #[diagnostic(
        code(uvnix::facts::no_cargo_lock),
        help("set its path: `cargo-lock = \"…\"` in [tool.uvnix.packages.{name}]")
    )]
    NoCargoLock { what: String, path: String, name: String },

    #[error("the Cargo.lock of {what} cannot be read: {message}")]
    #[diagnostic(
        code(uvnix::facts::bad_cargo_lock),
        help("use a wheel or another version of the package; the publisher has to fix the file")
    )]
    BadCargoLock { what: String, message: String },

    #[error("cannot read the build requirements of {what}")]
    #[diagnostic(
        code(uvnix::facts::no_build_system),
        help("set them: `build-system = [ … ]` in [tool.uvnix.packages.{name}]")
    )]
    NoBuildSystem {
        what: String,
        name: String,
        #[source]
        #[diagnostic_source]
        cause: Unclear,
    },
}

/// Why the build requirements cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum Unclear {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Archive(#[from] ArchiveError),

    #[error(transparent)]
    #[diagnostic(transparent)]
    Pyproject(#[from] PyprojectError),
}

impl Search<'_> {
    /// Reads one archive or commit, for all packages that come from it: a result for each lookup, or one problem
    /// for all.
    pub(crate) fn look_at(
        &self,
        lookups: &[&Lookup<'_>],
        progress: &Progress,
    ) -> Vec<Result<Found, Trouble>> {
        match lookups[0].git() {
            None => lookups.iter().map(|lookup| self.look_at_file(lookup, progress)).collect(),
            Some(git) => match self.look_at_commit(git, lookups) {
                Ok(answers) => answers,
                Err(problem) => vec![Err(problem)],
            },
        }
    }

    fn look_at_commit(
        &self,
        git: &Git,
        lookups: &[&Lookup<'_>],
    ) -> Result<Vec<Result<Found, Trouble>>, Trouble> {
        let what = lookups[0].package.to_string();
        if self.offline {
            return Err(LookError::Offline { what }.into());
        }
        let parent = temporary::folder().map_err(|cause| unreadable(&env::temp_dir(), cause))?;
        let checkout = self.fetcher.check_out(git, parent.path())?;
        let look = |lookup: &&Lookup<'_>| {
            let source = SourceTree::in_checkout(&checkout, lookup.package)?;
            let (build_system, crates) = self.build_of(lookup, &source)?;
            let commit =
                CommitFiles { hash: checkout.nar_hash.clone(), is_public: checkout.is_public };
            Ok(Found { commit: Some(commit), build_system, crates, ..Found::default() })
        };
        Ok(lookups.iter().map(look).collect())
    }

    fn look_at_file(&self, lookup: &Lookup<'_>, progress: &Progress) -> Result<Found, Trouble> {
        let Subject::File(locked) = lookup.subject else {
            unreachable!("a lookup without a commit is about a file");
        };
        let package = lookup.package;
        let what = package.to_string();
        let (filename, index) = (locked.name.as_str(), index(package));
        let (archive, hash) = match &locked.location {
            Location::Url(url) => {
                let (hash, size) = (locked.hash.as_ref(), locked.size);
                let request = FileRequest { what: &what, url, hash, index, size, progress };
                if lookup.url_without_hash().is_some() {
                    let FetchedFile { path, sha256 } = self.fetcher.file(&request)?;
                    (Archive::at(path, filename), Some(sha256))
                } else {
                    (Archive::remote(self.fetcher, request, filename), None)
                }
            }
            Location::Path(path) => {
                let path = self.folder.join(path.as_str());
                check_hash(&path, locked, package).map_err(|problem| match problem {
                    Mismatch::Io(cause) => Trouble::from(unreadable(&path, cause)),
                    Mismatch::Wrong(error) => Trouble::Wrong(error.into()),
                })?;
                (Archive::at(path, filename), None)
            }
            Location::InGit(_) | Location::Absolute(_) => {
                unreachable!("files in git and absolute paths are not looked up as files")
            }
        };
        let archive = archive.with_readings(self.fetcher, locked.hash.as_ref());
        let libraries = lookup.libraries.map(|wheel| read_libraries(&archive, wheel, package));
        let libraries = libraries.transpose()?;
        let folder = match &package.source {
            Source::Url { subdirectory, .. } => subdirectory.as_ref(),
            _ => None,
        };
        let source = SourceTree::Archive { archive, folder };
        let (build_system, crates) = self.build_of(lookup, &source)?;
        Ok(Found { hash, commit: None, build_system, crates, libraries })
    }

    /// How a source is built, and its Rust dependencies, as far as they are needed.
    fn build_of(
        &self,
        lookup: &Lookup<'_>,
        source: &SourceTree<'_>,
    ) -> Result<(Option<BuildSystem>, Crates), Trouble> {
        let package = lookup.package;
        if let (false, Some(CargoLock::At(path))) = (lookup.builds, lookup.crates) {
            return Ok((None, self.stated_crates(package, source, path)?));
        }
        if !lookup.builds && lookup.crates.is_none() {
            return Ok((None, Crates::NotNeeded));
        }
        let files = source.build_files(package)?;
        let build = BuildSystem::of(&files).map_err(|cause| no_build_system(package, cause));
        let build = lookup.builds.then_some(build).transpose()?;
        let crates = match lookup.crates {
            Some(CargoLock::At(path)) => self.stated_crates(package, source, path)?,
            Some(CargoLock::Found) => {
                self.found_crates(package, source, (&files, build.as_ref()))?
            }
            Some(CargoLock::Off) | None => Crates::NotNeeded,
        };
        Ok((build, crates))
    }
}

/// The URL of the index of a package.
pub(crate) fn index(package: &Package) -> Option<&str> {
    match &package.source {
        Source::Registry(Registry::Url(url)) => Some(url),
        _ => None,
    }
}

pub(super) fn unreadable(path: &Path, cause: io::Error) -> LookError {
    let help = "restore the file; if the package no longer needs it, lock the project again";
    FileError::reading(path, help)(cause).into()
}

pub(super) fn no_build_system(package: &Package, cause: impl Into<Unclear>) -> LookError {
    let (what, name) = (package.to_string(), package.name.to_string());
    LookError::NoBuildSystem { what, name, cause: cause.into() }
}

impl Found {
    /// Adds the data to `facts`.
    pub(crate) fn add_to(self, facts: &mut Facts, lookup: &Lookup<'_>) {
        if let (Some(hash), Some(url)) = (self.hash, lookup.url_without_hash()) {
            facts.add_hash(lookup.package, url, hash);
        }
        if let (Some(commit), Some(git)) = (self.commit, lookup.git()) {
            facts.add_commit_files(lookup.package, git, commit);
        }
        match self.crates {
            Crates::NotNeeded => {}
            Crates::Absent => facts.add_cargo_lock(lookup.package, None),
            Crates::Locked(lock) => facts.add_cargo_lock(lookup.package, Some(lock)),
        }
        if let (Some(libraries), Some(wheel)) = (self.libraries, lookup.libraries) {
            facts.add_libraries(lookup.package, wheel, libraries);
        }
        if let Some(build_system) = self.build_system {
            facts.add_build_system(lookup.package, build_system);
        }
    }
}
