//! `uv.lock` and `pylock.toml`: the decisions of a tool, with all implicit information made explicit.
//!
//! Takes the text of a lock file; gives a [`Lock`]. [`Lock::parse`] and [`Lock::parse_pylock`] are the only ways
//! in. Afterwards, names are normalized, markers are parsed, every package has a known kind of source, and every
//! file has a URL or a path.
//!
//! | file | open it for |
//! |---|---|
//! | `kind` | the formats of lock files |
//! | `regular` | TOML, read in one pass |
//! | `wire`, `ignored`, `unknown` | the keys of `uv.lock`; keys that uvnix does not know |
//! | `convert` | the checks, from the file as written to the types of this module |
//! | `pylock` | the same for `pylock.toml` |
//! | `source`, `described`, `address` | where packages come from |
//! | `file`, `hash` | their files: names, locations, hashes |
//! | `wheel` | the file names of wheels |
//! | `marker`, `formula` | environment markers, and their conditions in one environment |
//! | `metadata` | what local packages required when they were locked |
//! | [`foreign`] | lock files of other tools, for `uvnix adopt` |
//! | `for_builds` | packages that only builds need, which no `uv.lock` has |
//! | `error` | the errors of a lock file |

mod address;
mod convert;
mod described;
mod error;
mod file;
mod for_builds;
pub mod foreign;
pub(crate) mod formula;
mod hash;
mod ignored;
mod kind;
pub(crate) mod marker;
pub(crate) mod metadata;
mod pylock;
pub(crate) mod regular;
mod source;
mod unknown;
pub(crate) mod wheel;
mod wire;

use std::fmt;
use std::ops::{Index, Range};

use indexmap::IndexMap;
use pep440_rs::Version;
use pep508_rs::{ExtraName, PackageName};

pub(crate) use address::{read_index, read_url};
pub use error::LockError;
pub use file::{File, FileName, Location};
pub use for_builds::BuildTool;
pub use hash::{Hash, HashAlgorithm, NarHash};
pub use kind::LockKind;
pub use marker::Markers;
pub use pylock::PylockError;
pub use source::{Git, LocalPath, Registry, RelativePath, Source};
pub use wheel::WheelName;

use crate::lock::marker::{Marker, MarkerId};
use crate::lock::metadata::Metadata;
use crate::text::printable::spelled_out;

/// A range of bytes in the lock file.
pub type Span = Range<usize>;

/// A lock file.
#[derive(Debug)]
pub struct Lock {
    /// Its format.
    pub kind: LockKind,
    /// The version of its format, if it is newer than the one that uvnix knows, but compatible.
    pub newer_version: Option<String>,
    /// `requires-python`, as written.
    pub requires_python: String,
    /// `requires-python` as a marker.
    pub python: MarkerId,
    /// The lock holds nothing for environments in which none of these holds; empty: for all.
    pub supported_markers: Vec<MarkerId>,
    /// The declared conflicts.
    pub conflicts: Vec<ConflictSet>,
    /// The packages that can be installed by name: the project, or the members of the workspace.
    pub members: Vec<PackageId>,
    /// The requirements of a script, or of a root without `[project]`.
    pub requirements: Vec<LockedRequirement>,
    /// Every marker of the lock.
    pub(crate) markers: Markers,
    script: Option<String>,
    root: Option<PackageId>,
    default_groups: Vec<ExtraName>,
    packages: Vec<Package>,
}

/// A package of one [`Lock`], in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageId(usize);

impl PackageId {
    /// Its place in the order of the file, from 0.
    pub(crate) const fn index(self) -> usize {
        self.0
    }
}

/// One version of a package, from one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// Its name.
    pub name: PackageName,
    /// Its version; a source tree may compute it only when it is built.
    pub version: Option<PackageVersion>,
    /// Where it comes from.
    pub source: Source,
    /// The forks it exists in: one of these holds; empty: in all.
    pub resolution_markers: Vec<MarkerId>,
    /// Its dependencies.
    pub dependencies: Vec<Dependency>,
    /// The additional dependencies of each extra.
    pub extras: IndexMap<ExtraName, Vec<Dependency>>,
    /// The dependencies of each dependency group.
    pub groups: IndexMap<ExtraName, Vec<Dependency>>,
    group_pythons: GroupPythons,
    /// What it required when it was locked, if it is local and the lock says it.
    pub(crate) metadata: Option<Metadata>,
    /// Its source archive.
    pub sdist: Option<File>,
    /// Its wheels, in the order of the file.
    pub wheels: Vec<File>,
    /// The Pythons that can install it, if the lock says so.
    pub requires_python: Option<RequiresPython>,
    /// Where the lock names it.
    pub span: Span,
}

impl Package {
    /// Its wheels and its source archive.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.wheels.iter().chain(&self.sdist)
    }
}

/// Which Pythons a dependency group is for, where `tool.uv.dependency-groups` limits it.
pub type GroupPythons = IndexMap<ExtraName, RequiresPython>;

/// A `requires-python`, as written and as a marker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiresPython {
    /// The specifiers.
    pub text: String,
    /// That they admit the Python of an environment.
    pub marker: MarkerId,
}

/// A version, as written and as understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageVersion {
    /// The lock's own spelling.
    pub text: String,
    /// The version that it spells.
    pub version: Version,
}

/// A requirement that the lock was made for.
#[derive(Debug)]
pub struct LockedRequirement {
    /// The package that is wanted.
    pub name: PackageName,
    /// The extras that are wanted of it.
    pub extras: Vec<ExtraName>,
    /// The versions that are wanted; none where the package comes from elsewhere than an index.
    pub specifier: Option<String>,
    /// The place of the requirement.
    pub span: Span,
}

/// Choices of which at most one can be made.
#[derive(Debug)]
pub struct ConflictSet {
    /// The choices.
    pub items: Vec<ConflictItem>,
    /// Where the lock names them.
    pub span: Span,
}

/// A choice that excludes others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictItem {
    /// To install the project itself.
    Project(PackageName),
    /// To install an extra of a package.
    Extra(PackageName, ExtraName),
    /// To install a dependency group of a package.
    Group(PackageName, ExtraName),
}

impl ConflictItem {
    /// The name of the package that it is, or is of.
    #[must_use]
    pub const fn package(&self) -> &PackageName {
        match self {
            Self::Project(package) | Self::Extra(package, _) | Self::Group(package, _) => package,
        }
    }
}

/// An edge of the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The package that is needed.
    pub name: PackageName,
    /// Its version, where the name alone is ambiguous.
    pub version: Option<String>,
    /// Its source, where the name alone is ambiguous: that is rare, and a source is large.
    pub source: Option<Box<Source>>,
    /// The package itself, if it is known without a search.
    pub target: Option<PackageId>,
    /// The extras that are needed of it.
    pub extras: Vec<ExtraName>,
    /// Where it is needed; everywhere if absent.
    pub marker: Option<MarkerId>,
    /// The place of the dependency.
    pub span: Span,
}

impl Lock {
    /// Reads the text of a lock file.
    ///
    /// # Errors
    /// If it is not a lock file of uv, or one of an unknown version.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        match regular::from_str(text) {
            Ok(wire) => convert::lock(wire),
            Err(error) => Err(Self::why_not(text, &error)),
        }
    }

    /// Reads the text of a `pylock.toml`. All its packages are needed by one root.
    ///
    /// # Errors
    /// If it is not a `pylock.toml`, or one of an unknown version, or has what uvnix does not support.
    pub fn parse_pylock(text: &str) -> Result<Self, PylockError> {
        pylock::parse(text)
    }

    /// The keys of a lock file that this uvnix does not know, as paths.
    #[must_use]
    pub fn unknown_keys(text: &str, kind: LockKind) -> Vec<String> {
        match kind {
            LockKind::Uv => unknown::keys::<wire::Lock>(text),
            LockKind::Pylock => unknown::keys::<pylock::wire::Wire>(text),
        }
    }

    /// A newer format need not have the form of this one: then its version is all that is wrong.
    fn why_not(text: &str, error: &toml::de::Error) -> LockError {
        let newer = toml::from_str(text)
            .ok()
            .and_then(|wire::Version { version }| convert::check_version(&version).err());
        newer.unwrap_or_else(|| LockError::not_a_lock(error))
    }

    /// The member in the lock's own folder, if it is a project.
    #[must_use]
    pub fn project(&self) -> Option<PackageId> {
        let here = LocalPath::Relative(RelativePath::here());
        self.members.iter().copied().find(|&id| match &self[id].source {
            Source::Directory(path) | Source::Editable(path) | Source::Virtual(path) => {
                *path == here && !self.is_root(id)
            }
            Source::Registry(_) | Source::Git(_) | Source::Url { .. } | Source::Path(_) => false,
        })
    }

    /// The groups of a package that are not for every Python. uv asks this of the project in the lock's
    /// own folder only, not of the members beside it.
    pub fn group_pythons(
        &self,
        id: PackageId,
    ) -> impl Iterator<Item = (&ExtraName, &RequiresPython)> {
        let is_asked = move || self.project() == Some(id) || self.is_root(id);
        self[id].group_pythons.iter().filter(move |_| is_asked())
    }

    /// What a script, or a root without `[project]`, asks for, as a package. No other package has its name.
    #[must_use]
    pub fn root(&self) -> Option<&Package> {
        self.root.map(|id| &self[id])
    }

    /// Whether a package is that root.
    #[must_use]
    pub fn is_root(&self, id: PackageId) -> bool {
        self.root == Some(id)
    }

    /// The lock of a script with this file name, which the lock file does not contain.
    pub(crate) fn of_script(self, script: Option<String>) -> Self {
        Self { script, ..self }
    }

    /// Adds a root without `[project]`, unless the lock has a root.
    pub(crate) fn add_root(&mut self) {
        if self.project().is_none() && self.root.is_none() {
            let root = PackageId(self.packages.len());
            self.packages.push(convert::empty_root(self.kind, &self.packages));
            self.members.push(root);
            self.root = Some(root);
        }
    }

    /// Adds the project in the folder of a `pylock.toml`: a member that needs what the file installs by default, and
    /// has its extras and dependency groups. Other lock files contain their projects.
    pub(crate) fn add_project(&mut self, name: PackageName, version: Option<PackageVersion>) {
        match self.kind {
            LockKind::Uv => {}
            LockKind::Pylock => pylock::add_project(self, name, version),
        }
    }

    /// The dependency groups of a package that are installed by default, if the lock file says so.
    #[must_use]
    pub fn default_groups(&self, id: PackageId) -> Option<&Vec<ExtraName>> {
        let is_known = self.is_root(id) && self.kind == LockKind::Pylock;
        is_known.then_some(&self.default_groups)
    }

    /// Adds a marker of a local package.
    pub(crate) fn add_marker(&mut self, marker: Marker) -> MarkerId {
        self.markers.intern(marker)
    }

    /// Adds the Python versions of a dependency group, which older lock files do not contain.
    pub(crate) fn limit_group(
        &mut self,
        PackageId(index): PackageId,
        group: ExtraName,
        limit: RequiresPython,
    ) {
        self.packages[index].group_pythons.entry(group).or_insert(limit);
    }

    /// The name to show for a package: a script has the name of its file.
    #[must_use]
    pub fn name_of(&self, id: PackageId) -> String {
        let script = self.script.as_ref().filter(|_| self.is_root(id));
        script.map_or_else(|| self[id].name.to_string(), |script| spelled_out(script))
    }

    /// Every package with its id, in the order of the file.
    pub fn packages(&self) -> impl Iterator<Item = (PackageId, &Package)> {
        self.packages.iter().enumerate().map(|(index, package)| (PackageId(index), package))
    }
}

impl fmt::Display for Package {
    /// `click 8.1.7`, or `app` where the version is known only when it is built.
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match &self.version {
            Some(version) => write!(formatter, "{} {}", self.name, version.text),
            None => self.name.fmt(formatter),
        }
    }
}

impl Index<PackageId> for Lock {
    type Output = Package;

    fn index(&self, PackageId(index): PackageId) -> &Package {
        &self.packages[index]
    }
}
