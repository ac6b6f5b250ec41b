//! Looks up data that `uv.lock` does not contain, in an archive or a git commit.

mod libraries;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use tempfile::TempDir;
use thiserror::Error;
use uvnix::facts::{
    ArchiveError, CrateLock, Facts, Need, Subject, Tree, WheelLibraries, build_files_in_archive,
    crates_from_git, text_in_archive,
};
use uvnix::lock::{Git, Hash, Location, Package, Registry, RelativePath, Source};
use uvnix::project::settings::CargoLock;
use uvnix::project::{BuildFiles, BuildSystem, BuildSystemError};
use uvnix::text::printable::{self, spelled_out};

use crate::commands::input::{Problem, check_hash};
use crate::fetch::git::{Checkout, GitError};
use crate::fetch::{FetchError, FetchedFile, Fetcher, FileRequest, Progress, plain_file};

/// How to look up data.
pub struct Search<'s> {
    /// The folder of the lock file.
    pub folder: &'s Path,
    /// Downloads files.
    pub fetcher: &'s Fetcher,
    /// Whether the network must not be used.
    pub offline: bool,
    /// Whether to print no progress.
    pub quiet: bool,
}

/// The data of one package.
#[derive(Debug, Default)]
pub struct Found {
    hash: Option<Hash>,
    tree: Option<Tree>,
    build_system: Option<BuildSystem>,
    cargo_lock: Option<CrateLock>,
    libraries: Option<WheelLibraries>,
}

/// Why a lookup failed.
#[derive(Debug)]
pub enum Trouble {
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
            LookError::Unreadable { .. }
            | LookError::Offline { .. }
            | LookError::UnreadableWheel { .. } => Self::Absent(error.into()),
            LookError::NoBuildSystem { .. }
            | LookError::NoCargoLock { .. }
            | LookError::BadCargoLock { .. } => Self::Wrong(error.into()),
        }
    }
}

#[derive(Debug, Error, Diagnostic)]
pub enum LookError {
    #[error("{} cannot be read: {cause}", printable::path(path))]
    #[diagnostic(
        code(uvnix::facts::unreadable),
        help("restore the file; if the package no longer needs it, run `uv lock`")
    )]
    Unreadable { path: PathBuf, cause: io::Error },

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
pub enum Unclear {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Archive(#[from] ArchiveError),

    #[error(transparent)]
    #[diagnostic(transparent)]
    BuildSystem(#[from] BuildSystemError),
}

impl Search<'_> {
    /// Reads one archive or commit, for all packages that come from it: a result for each need, or one
    /// problem
    /// for all.
    pub fn look_at(&self, needs: &[&Need<'_>], progress: &Progress) -> Vec<Result<Found, Trouble>> {
        match needs[0].git() {
            None => needs.iter().map(|need| self.look_at_file(need, progress)).collect(),
            Some(git) => match self.look_at_tree(git, needs) {
                Ok(answers) => answers,
                Err(problem) => vec![Err(problem)],
            },
        }
    }

    fn look_at_tree(
        &self,
        git: &Git,
        needs: &[&Need<'_>],
    ) -> Result<Vec<Result<Found, Trouble>>, Trouble> {
        let what = needs[0].package.to_string();
        if self.offline {
            return Err(LookError::Offline { what }.into());
        }
        let parent = TempDir::new().map_err(|cause| unreadable(&env::temp_dir(), cause))?;
        let checkout = self.fetcher.check_out(git, parent.path())?;
        let look = |need: &&Need<'_>| {
            let build_system =
                need.builds.then(|| built_in(&checkout, need.package)).transpose()?;
            let tree = Tree { hash: checkout.nar_hash.clone(), is_public: checkout.is_public };
            let cargo_lock = need.crates.map(|crates| {
                let folder = git.subdirectory.clone().unwrap_or_else(RelativePath::here);
                let path = inside(&checkout.folder, folder.join(&crates.path()).as_str())?;
                let text =
                    plain_file::read_to_string(&path).map_err(|cause| unreadable(&path, cause))?;
                self.crate_lock(need.package, crates, text)
            });
            let cargo_lock = cargo_lock.transpose()?;
            Ok(Found { tree: Some(tree), build_system, cargo_lock, ..Found::default() })
        };
        Ok(needs.iter().map(look).collect())
    }

    fn look_at_file(&self, need: &Need<'_>, progress: &Progress) -> Result<Found, Trouble> {
        let Subject::File(locked) = need.subject else {
            unreachable!("a need without a commit is about a file");
        };
        let package = need.package;
        let (path, hash) = match &locked.location {
            Location::Url(url) => {
                let what = package.to_string();
                let request = FileRequest {
                    what: &what,
                    url,
                    hash: locked.hash.as_ref(),
                    index: index(package),
                    size: locked.size,
                    progress,
                };
                let FetchedFile { path, sha256 } = self.fetcher.file(&request)?;
                (path, Some(sha256))
            }
            Location::Path(path) => {
                let path = self.folder.join(path.as_str());
                check_hash(&path, locked, package).map_err(|problem| match problem {
                    Problem::Io(cause) => Trouble::from(unreadable(&path, cause)),
                    Problem::Wrong(error) => Trouble::Wrong(error.into()),
                })?;
                (path, None)
            }
            Location::InGit(_) | Location::Absolute(_) => {
                unreachable!("files in git and absolute paths are not looked up as files")
            }
        };
        let subdirectory = match &package.source {
            Source::Url { subdirectory, .. } => subdirectory.as_ref(),
            _ => None,
        };
        let build_system =
            need.builds.then(|| built_from(&path, locked.name.as_str(), subdirectory, package));
        let cargo_lock = need.crates.map(|crates| {
            let folder = subdirectory.cloned().unwrap_or_else(RelativePath::here);
            let file = plain_file::open(&path).map_err(|cause| unreadable(&path, cause))?;
            let place = folder.join(&crates.path());
            let text = text_in_archive(BufReader::new(file), locked.name.as_str(), &place)
                .map_err(|cause| no_build_system(package, cause))?;
            let missing = || LookError::NoCargoLock {
                what: package.to_string(),
                path: place.to_string(),
                name: package.name.to_string(),
            };
            self.crate_lock(package, crates, text.ok_or_else(missing)?)
        });
        let (build_system, cargo_lock) = (build_system.transpose()?, cargo_lock.transpose()?);
        let libraries = need.libraries.map(|wheel| libraries::of(&path, wheel, package));
        let libraries = libraries.transpose()?;
        Ok(Found { hash, tree: None, build_system, cargo_lock, libraries })
    }
}

impl Search<'_> {
    /// A `Cargo.lock`, with the hashes of its crates from git.
    fn crate_lock(
        &self,
        package: &Package,
        crates: &CargoLock,
        text: String,
    ) -> Result<CrateLock, Trouble> {
        let mut hashes = BTreeMap::new();
        let from_git = crates_from_git(&text).map_err(|message| LookError::BadCargoLock {
            what: package.to_string(),
            message: spelled_out(&message),
        })?;
        for (name, git) in from_git {
            if self.offline {
                return Err(LookError::Offline { what: format!("{name}, of {package},") }.into());
            }
            let parent = TempDir::new().map_err(|cause| unreadable(&env::temp_dir(), cause))?;
            hashes.insert(name, self.fetcher.check_out(&git, parent.path())?.nar_hash);
        }
        Ok(CrateLock { path: crates.path().to_string(), text, hashes })
    }
}

/// The URL of the index of a package.
pub(super) fn index(package: &Package) -> Option<&str> {
    match &package.source {
        Source::Registry(Registry::Url(url)) => Some(url),
        _ => None,
    }
}

/// The build system of the project in an archive.
fn built_from(
    path: &Path,
    filename: &str,
    subdirectory: Option<&RelativePath>,
    package: &Package,
) -> Result<BuildSystem, LookError> {
    let file = plain_file::open(path).map_err(|cause| unreadable(path, cause))?;
    let files = build_files_in_archive(BufReader::new(file), filename, subdirectory)
        .map_err(|cause| no_build_system(package, cause))?;
    BuildSystem::of(&files).map_err(|cause| no_build_system(package, cause))
}

/// The build system of a project in a git repository.
fn built_in(checkout: &Checkout, package: &Package) -> Result<BuildSystem, LookError> {
    let Source::Git(git) = &package.source else {
        unreachable!("only git sources have a checkout");
    };
    if let Some(archive) = &git.archive {
        let path = inside(&checkout.folder, archive.as_str())?;
        return built_from(&path, archive.as_str(), None, package);
    }
    let folder = match &git.subdirectory {
        Some(subdirectory) => inside(&checkout.folder, subdirectory.as_str())?,
        None => checkout.folder.clone(),
    };
    let text = |name: &str| -> Result<Option<String>, LookError> {
        if !folder.join(name).exists() {
            return Ok(None);
        }
        let path = inside(&checkout.folder, folder.join(name))?;
        plain_file::read_to_string(&path).map(Some).map_err(|cause| unreadable(&path, cause))
    };
    let files = BuildFiles {
        pyproject: text("pyproject.toml")?,
        setup_cfg: text("setup.cfg")?,
        has_setup_py: folder.join("setup.py").is_file(),
    };
    BuildSystem::of(&files).map_err(|cause| no_build_system(package, cause))
}

/// A path in `folder`; an error if a symbolic link points out of it.
fn inside(folder: &Path, path: impl AsRef<Path>) -> Result<PathBuf, LookError> {
    let path = folder.join(path);
    let real = |path: &Path| fs::canonicalize(path).map_err(|cause| unreadable(path, cause));
    let (path, folder) = (real(&path)?, real(folder)?);
    if path.starts_with(folder) {
        return Ok(path);
    }
    Err(unreadable(&path, io::Error::other("a symbolic link points out of the repository")))
}

pub(super) fn unreadable(path: &Path, cause: io::Error) -> LookError {
    LookError::Unreadable { path: path.to_owned(), cause }
}

pub(super) fn no_build_system(package: &Package, cause: impl Into<Unclear>) -> LookError {
    let (what, name) = (package.to_string(), package.name.to_string());
    LookError::NoBuildSystem { what, name, cause: cause.into() }
}

impl Found {
    /// Adds the data to `facts`.
    pub fn add_to(self, facts: &mut Facts, need: &Need<'_>) {
        if let (Some(hash), Some(url)) = (self.hash, need.url_without_hash()) {
            facts.add_hash(need.package, url, hash);
        }
        if let (Some(tree), Some(git)) = (self.tree, need.git()) {
            facts.add_tree(need.package, git, tree);
        }
        if let Some(cargo_lock) = self.cargo_lock {
            facts.add_cargo_lock(need.package, cargo_lock);
        }
        if let (Some(libraries), Some(wheel)) = (self.libraries, need.libraries) {
            facts.add_libraries(need.package, wheel, libraries);
        }
        if let Some(build_system) = self.build_system {
            facts.add_build_system(need.package, build_system);
        }
    }
}
