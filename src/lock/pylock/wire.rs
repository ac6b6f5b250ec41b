//! The keys of a `pylock.toml` as written: version 1.0.
//!
//! Keys that do not affect the installation are declared and ignored. Therefore each undeclared key is one
//! that this uvnix does not know.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::lock::ignored::Ignored;
use crate::lock::wire::Text;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::lock) struct Wire {
    pub lock_version: Text,
    pub environments: Option<Vec<Text>>,
    pub requires_python: Option<Text>,
    #[serde(default)]
    pub extras: Vec<Text>,
    #[serde(default)]
    pub dependency_groups: Vec<Text>,
    #[serde(default)]
    pub default_groups: Vec<Text>,
    #[serde(rename = "created-by")]
    _created_by: Option<Ignored>,
    #[serde(default)]
    pub packages: Vec<Package>,
    #[serde(rename = "tool")]
    _tool: Option<Ignored>,
}

/// Only the version: read when the rest could not be.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Version {
    pub lock_version: Text,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::lock) struct Package {
    pub name: Text,
    pub version: Option<Text>,
    pub marker: Option<Text>,
    pub requires_python: Option<Text>,
    /// Only for audits: they must not decide what is installed.
    #[serde(rename = "dependencies")]
    _dependencies: Option<Ignored>,
    pub vcs: Option<Spanned<Vcs>>,
    pub directory: Option<Spanned<Directory>>,
    pub archive: Option<Spanned<File>>,
    pub index: Option<Text>,
    pub sdist: Option<Spanned<File>>,
    #[serde(default)]
    pub wheels: Vec<Spanned<File>>,
    #[serde(rename = "attestation-identities")]
    _attestation_identities: Option<Ignored>,
    #[serde(rename = "tool")]
    _tool: Option<Ignored>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::lock) struct Vcs {
    pub r#type: String,
    pub url: Option<String>,
    pub path: Option<String>,
    /// Only for information: `commit-id` says what is installed.
    pub requested_revision: Option<String>,
    pub commit_id: String,
    pub subdirectory: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::lock) struct Directory {
    pub path: String,
    #[serde(default)]
    pub editable: bool,
    pub subdirectory: Option<String>,
}

/// A wheel, a source archive, or another archive. Only the first two have a name, and only the last a subdirectory.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::lock) struct File {
    pub name: Option<String>,
    pub url: Option<String>,
    pub path: Option<String>,
    pub size: Option<u64>,
    #[serde(default)]
    pub hashes: BTreeMap<String, String>,
    pub subdirectory: Option<String>,
    #[serde(rename = "upload-time")]
    _upload_time: Option<Ignored>,
}
