//! `uvnix.lock`: the facts that `uv.lock` does not hold, such as the build requirements of an sdist, a
//! missing hash, or the hash of a git tree.
//!
//! Takes the text of `uvnix.lock`, and archives; gives [`Facts`]. A [`Need`] is a fact that is missing. To
//! look one up takes the network, which is up to the command.
//!
//! | file | open it for |
//! |---|---|
//! | this one, `wire` | the facts, and their TOML |
//! | `need` | the facts that have to be looked up |
//! | `archive` | the build files inside an sdist, read without unpacking it |
//! | `crates` | the Rust dependencies that a `Cargo.lock` names |
//! | `libraries` | the shared libraries that a wheel needs and provides |
//! | [`build_lock`] | locked build requirements |

mod archive;
pub mod build_lock;
mod crates;
mod libraries;
mod need;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

use miette::{Diagnostic, SourceSpan};
use thiserror::Error;

pub use archive::{ArchiveError, build_files_in_archive, text_in_archive};
pub use crates::crates_from_git;
pub use libraries::{
    ReadWheel, WheelLibraries, has_readable_libraries, known_libraries, libraries_in_wheel,
};
pub use need::{Need, Subject};

use build_lock::BuildLocks;

use crate::lock::{Git, Hash, Location, Package, RelativePath, Sdist, Source, Wheel};
use crate::project::BuildSystem;

/// The facts of one project.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Facts {
    build_systems: BTreeMap<Key, Known<BuildSystem>>,
    hashes: BTreeMap<Key, Known<Hash>>,
    trees: BTreeMap<Key, Known<Tree>>,
    cargo_locks: BTreeMap<Key, Known<CrateLock>>,
    libraries: BTreeMap<Key, Known<WheelLibraries>>,
    build_locks: BuildLocks,
}

/// The key of a fact: a hash or a URL, with the relevant folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key(String);

/// A fact, and the package that it was found out for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known<T> {
    package: String,
    fact: T,
}

/// The files of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The hash of their archive (NAR), as Nix writes it: `sha256-…`.
    pub hash: String,
    /// Whether they can be had without credentials.
    pub is_public: bool,
}

/// The Rust dependencies of an sdist or a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrateLock {
    /// Where the `Cargo.lock` is in it.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The hashes of the crates that are from git, by `name-version`.
    pub hashes: BTreeMap<String, String>,
}

/// A `uvnix.lock` that cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub enum FactsError {
    /// Not TOML, or not in the form that uvnix writes.
    #[error("invalid uvnix.lock: {message}")]
    #[diagnostic(
        code(uvnix::facts::not_facts),
        help(
            "restore the file, or delete it and run `uvnix lock2nix`, which looks everything up again"
        )
    )]
    NotFacts {
        /// The error in the file.
        message: String,
        /// Where.
        #[label("here")]
        span: Option<SourceSpan>,
    },

    /// A format newer than this uvnix.
    #[error("version {version} of uvnix.lock is not supported; this uvnix supports version 1")]
    #[diagnostic(code(uvnix::facts::unknown_version), help("use a newer uvnix"))]
    UnknownVersion {
        /// The version in the file.
        version: i64,
        /// The place of the version.
        #[label("this version")]
        span: SourceSpan,
    },
}

impl Facts {
    /// Reads the text of a `uvnix.lock`.
    pub fn parse(text: &str) -> Result<Self, FactsError> {
        wire::parse(text)
    }

    /// The text of a `uvnix.lock`; `None` if there are no facts.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        (*self != Self::default()).then(|| wire::print(self))
    }

    /// How a package that is built from an archive or from git is built; `None` if unknown.
    #[must_use]
    pub fn build_of(&self, package: &Package) -> Option<&BuildSystem> {
        self.build_systems.get(&Key::of_source(package)?).map(|known| &known.fact)
    }

    /// The hash of a file that the lock has no hash of, or none that Nix can check.
    #[must_use]
    pub fn hash_of(&self, url: &str) -> Option<&Hash> {
        self.hashes.get(&Key(url.to_owned())).map(|known| &known.fact)
    }

    /// The files of a commit.
    #[must_use]
    pub fn tree_of(&self, git: &Git) -> Option<&Tree> {
        self.trees.get(&Key::of_tree(git)).map(|known| &known.fact)
    }

    /// The locked build requirements.
    #[must_use]
    pub const fn build_locks(&self) -> &BuildLocks {
        &self.build_locks
    }

    /// The same facts with this locked for builds.
    #[must_use]
    pub fn with_build_locks(self, build_locks: BuildLocks) -> Self {
        Self { build_locks, ..self }
    }

    /// The Rust dependencies of a package, and the key under which `uvnix.lock` has them.
    #[must_use]
    pub fn cargo_lock_of(&self, package: &Package) -> Option<(String, &CrateLock)> {
        let key = Key::of_source(package)?;
        let known = self.cargo_locks.get(&key)?;
        Some((key.0, &known.fact))
    }

    /// Whether it has the Rust dependencies of some package.
    #[must_use]
    pub fn has_cargo_locks(&self) -> bool {
        !self.cargo_locks.is_empty()
    }

    /// The libraries of a wheel, if it was read.
    #[must_use]
    pub fn libraries_of(&self, wheel: &Wheel) -> Option<&WheelLibraries> {
        self.libraries.get(&Key::of_wheel(wheel)).map(|known| &known.fact)
    }

    /// Adds the libraries of a wheel.
    pub fn add_libraries(&mut self, package: &Package, wheel: &Wheel, libraries: WheelLibraries) {
        let known = Known { package: package.to_string(), fact: libraries };
        self.libraries.insert(Key::of_wheel(wheel), known);
    }

    /// Adds the Rust dependencies of a package.
    pub fn add_cargo_lock(&mut self, package: &Package, lock: CrateLock) {
        if let Some(key) = Key::of_source(package) {
            let known = Known { package: package.to_string(), fact: lock };
            self.cargo_locks.insert(key, known);
        }
    }

    /// Adds how a package is built.
    pub fn add_build_system(&mut self, package: &Package, build_system: BuildSystem) {
        if let Some(key) = Key::of_source(package) {
            let known = Known { package: package.to_string(), fact: build_system };
            self.build_systems.insert(key, known);
        }
    }

    /// Adds the hash of a file.
    pub fn add_hash(&mut self, package: &Package, url: &str, hash: Hash) {
        let known = Known { package: package.to_string(), fact: hash };
        self.hashes.insert(Key(url.to_owned()), known);
    }

    /// Adds the files of a commit.
    pub fn add_tree(&mut self, package: &Package, git: &Git, tree: Tree) {
        let known = Known { package: package.to_string(), fact: tree };
        self.trees.insert(Key::of_tree(git), known);
    }

    /// Removes the facts that are no longer needed.
    pub fn keep(&mut self, needs: &[Need<'_>]) {
        let builds = needs.iter().filter(|need| need.builds);
        let build_systems: BTreeSet<_> =
            builds.filter_map(|need| Key::of_source(need.package)).collect();
        self.build_systems.retain(|key, _| build_systems.contains(key));
        let hashes: BTreeSet<_> = needs.iter().filter_map(Need::url_without_hash).collect();
        self.hashes.retain(|Key(url), _| hashes.contains(url.as_str()));
        let trees: BTreeSet<_> = needs.iter().filter_map(Need::git).map(Key::of_tree).collect();
        self.trees.retain(|key, _| trees.contains(key));
        let read: BTreeSet<_> =
            needs.iter().filter_map(|it| Some(Key::of_wheel(it.libraries?))).collect();
        self.libraries.retain(|key, _| read.contains(key));
        let locks =
            needs.iter().filter_map(|need| Some((Key::of_source(need.package)?, need.crates?)));
        let locks: BTreeMap<_, _> = locks.collect();
        self.cargo_locks.retain(|key, known| {
            locks.get(key).is_some_and(|lock| lock.path().as_str() == known.fact.path)
        });
    }
}

impl Key {
    /// The key of the source of a package: the hash of its archive, if it has one.
    fn of_source(package: &Package) -> Option<Self> {
        match &package.source {
            Source::Git(git) => Some(Self::of_project(git)),
            Source::Url { subdirectory, .. } => {
                Some(Self::of_sdist(package.sdist.as_ref()?, subdirectory.as_ref()))
            }
            Source::Registry(_) | Source::Path(_) => {
                Some(Self::of_sdist(package.sdist.as_ref()?, None))
            }
            Source::Directory(_) | Source::Editable(_) | Source::Virtual(_) => None,
        }
    }

    fn of_wheel(wheel: &Wheel) -> Self {
        Self(Self::of_file(wheel.hash.as_ref(), &wheel.location))
    }

    /// The hash of a file, or else where it is.
    fn of_file(hash: Option<&Hash>, location: &Location) -> String {
        match (hash, location) {
            (Some(hash), _) => hash.to_string(),
            (None, Location::Url(url)) => url.clone(),
            (None, Location::Path(path) | Location::InGit(path)) => path.to_string(),
            (None, Location::Absolute(path)) => path.clone(),
        }
    }

    fn of_sdist(sdist: &Sdist, subdirectory: Option<&RelativePath>) -> Self {
        let archive = Self::of_file(sdist.hash.as_ref(), &sdist.location);
        Self(match subdirectory {
            Some(folder) => format!("{archive}#subdirectory={folder}"),
            None => archive,
        })
    }

    fn of_tree(git: &Git) -> Self {
        let lfs = if git.lfs { "&lfs=true" } else { "" };
        Self(format!("{}#{}{lfs}", git.url, git.commit))
    }

    fn of_project(git: &Git) -> Self {
        let part = |name: &str, path: &Option<RelativePath>| match path {
            Some(path) => format!("&{name}={path}"),
            None => String::new(),
        };
        let Self(tree) = Self::of_tree(git);
        let (archive, folder) = (&git.archive, &git.subdirectory);
        Self(tree + &part("path", archive) + &part("subdirectory", folder))
    }
}
