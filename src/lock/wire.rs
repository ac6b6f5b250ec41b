//! The keys of the lock file as written: version 1, up to revision 5.
//!
//! Keys that do not affect the installation are declared and ignored. Therefore each undeclared key is one
//! that this uvnix does not know.

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use super::ignored::Ignored;

/// A string whose place in the file an error may have to show.
pub(super) type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Lock {
    pub version: Spanned<i64>,
    #[serde(rename = "revision")]
    _revision: Option<Ignored>,
    pub requires_python: Text,
    /// The forks of the universal resolution; each package repeats those that it is in.
    #[serde(rename = "resolution-markers")]
    _resolution_markers: Option<Ignored>,
    #[serde(default)]
    pub supported_markers: Vec<Text>,
    /// Environments for which a file had to exist when locking; it restricts nothing afterwards.
    #[serde(rename = "required-markers")]
    _required_markers: Option<Ignored>,
    #[serde(default)]
    pub conflicts: Vec<Spanned<Vec<ConflictItem>>>,
    /// The options of the resolver.
    #[serde(rename = "options")]
    _options: Option<Ignored>,
    #[serde(default)]
    pub manifest: Manifest,
    #[serde(default, rename = "package", alias = "distribution")]
    pub packages: Vec<Package>,
}

/// Only the version: read when the rest could not be.
#[derive(Deserialize)]
pub(super) struct Version {
    pub version: Spanned<i64>,
}

#[derive(Deserialize)]
pub(super) struct ConflictItem {
    pub package: String,
    pub extra: Option<String>,
    pub group: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Manifest {
    #[serde(default)]
    pub members: Vec<Text>,
    #[serde(rename = "default-groups")]
    _default_groups: Option<Ignored>,
    #[serde(default)]
    pub requirements: Vec<Requirement>,
    #[serde(default)]
    pub dependency_groups: IndexMap<String, Vec<Requirement>>,
    /// The constraints of the resolver; the locked versions already satisfy them.
    #[serde(rename = "constraints")]
    _constraints: Option<Ignored>,
    #[serde(rename = "overrides")]
    _overrides: Option<Ignored>,
    #[serde(rename = "excludes")]
    _excludes: Option<Ignored>,
    #[serde(rename = "build-constraints")]
    _build_constraints: Option<Ignored>,
    #[serde(default)]
    pub group_requires_python: IndexMap<String, Text>,
    #[serde(rename = "dependency-metadata")]
    _dependency_metadata: Option<Ignored>,
}

/// A requirement of the manifest, or of a local package. Its source is also in the package that it resolved
/// to.
#[derive(Deserialize)]
pub(super) struct Requirement {
    pub name: Text,
    #[serde(default, alias = "extra")]
    pub extras: Vec<String>,
    pub marker: Option<Text>,
    pub specifier: Option<String>,
    #[serde(rename = "index")]
    _index: Option<Ignored>,
    #[serde(rename = "conflict")]
    _conflict: Option<Ignored>,
    pub git: Option<Ignored>,
    pub url: Option<Ignored>,
    #[serde(rename = "subdirectory")]
    _subdirectory: Option<Ignored>,
    pub path: Option<Ignored>,
    pub directory: Option<Ignored>,
    pub editable: Option<Ignored>,
    pub r#virtual: Option<Ignored>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Package {
    pub name: Text,
    pub version: Option<Text>,
    pub source: Spanned<Source>,
    #[serde(default)]
    pub resolution_markers: Vec<Text>,
    #[serde(default)]
    pub dependencies: Vec<Dependency>,
    #[serde(default)]
    pub optional_dependencies: IndexMap<String, Vec<Dependency>>,
    #[serde(default, rename = "dev-dependencies", alias = "dependency-groups")]
    pub dependency_groups: IndexMap<String, Vec<Dependency>>,
    pub sdist: Option<Spanned<Sdist>>,
    #[serde(default)]
    pub wheels: Vec<Spanned<Wheel>>,
    pub metadata: Option<Metadata>,
    #[serde(rename = "default-groups")]
    _default_groups: Option<Ignored>,
    #[serde(default)]
    pub group_requires_python: IndexMap<String, Text>,
}

#[derive(Deserialize)]
pub(super) struct Dependency {
    pub name: Text,
    pub version: Option<String>,
    pub source: Option<Box<Spanned<Source>>>,
    #[serde(default, alias = "extras")]
    pub extra: Vec<String>,
    pub marker: Option<Text>,
}

/// A source. It has exactly one kind; `subdirectory` belongs to `url`.
#[derive(Deserialize)]
pub(super) struct Source {
    pub registry: Option<String>,
    pub git: Option<String>,
    pub url: Option<String>,
    pub subdirectory: Option<String>,
    pub path: Option<String>,
    pub directory: Option<String>,
    pub editable: Option<String>,
    pub r#virtual: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Sdist {
    pub url: Option<String>,
    pub path: Option<String>,
    pub hash: Option<String>,
    pub size: Option<u64>,
    #[serde(rename = "upload-time", alias = "upload_time")]
    _upload_time: Option<Ignored>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Wheel {
    pub url: Option<String>,
    pub path: Option<String>,
    pub filename: Option<String>,
    pub hash: Option<String>,
    pub size: Option<u64>,
    #[serde(rename = "upload-time", alias = "upload_time")]
    _upload_time: Option<Ignored>,
    #[serde(rename = "zstd")]
    _zstd: Option<Ignored>,
}

/// The metadata of a local package: what it required when it was locked.
#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Metadata {
    #[serde(default)]
    pub provides_extras: Vec<String>,
    #[serde(default, alias = "dependency-groups")]
    pub requires_dev: IndexMap<String, Vec<Requirement>>,
    #[serde(default)]
    pub requires_dist: Vec<Requirement>,
}
