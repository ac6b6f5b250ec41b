//! Names, versions, addresses and markers in lock files of other tools. The errors are one sentence.

use pep508_rs::PackageName;
use toml::Spanned;

use super::{ForeignLockError, GitPin};
use crate::lock::address::git_url;
use crate::lock::marker::Marker;
use crate::lock::source::{inside, is_commit};
use crate::lock::{PackageVersion, Span};
use crate::text::printable::shortened;

/// Refuses versions of a format that begin with another number than these.
pub(super) fn check_version(
    format: &'static str,
    version: Option<&Spanned<String>>,
    numbers: &[&str],
    known: &'static str,
) -> Result<(), ForeignLockError> {
    let is_known = |version: &Spanned<String>| {
        version.get_ref().split('.').next().is_some_and(|number| numbers.contains(&number))
    };
    match version.filter(|version| !is_known(version)) {
        None => Ok(()),
        Some(version) => Err(ForeignLockError::UnknownVersion {
            format,
            version: shortened(version.get_ref()),
            known,
            span: Some(version.span().into()),
        }),
    }
}

/// A package of a file, for errors: its name as written, and its place.
#[derive(Debug, Clone)]
pub(super) struct Entry<'t> {
    pub name: &'t str,
    pub span: Option<Span>,
}

impl<'t> Entry<'t> {
    pub(super) fn of(name: &'t Spanned<String>) -> Self {
        Self { name: name.get_ref(), span: Some(name.span()) }
    }

    /// The package in an error about one of its values.
    pub(super) fn wrong(&self, message: &str) -> ForeignLockError {
        ForeignLockError::bad_value(self.name, message, self.span.clone())
    }

    pub(super) fn package_name(&self) -> Result<PackageName, ForeignLockError> {
        if self.name.is_empty() {
            return Err(self.wrong("a package has no name"));
        }
        PackageName::new(self.name.to_owned()).map_err(|error| self.wrong(&error.to_string()))
    }

    pub(super) fn version(&self, text: &str) -> Result<PackageVersion, ForeignLockError> {
        PackageVersion::try_from(text.to_owned()).map_err(|message| self.wrong(&message))
    }

    pub(super) fn marker(&self, text: Option<&str>) -> Result<Marker, ForeignLockError> {
        let marker = text.map_or(Ok(Marker::ALWAYS), str::parse);
        marker.map_err(|message: String| self.wrong(&message))
    }

    pub(super) fn git(
        &self,
        url: &str,
        commit: Option<&str>,
        reference: Option<&str>,
        subdirectory: Option<&str>,
    ) -> Result<GitPin, ForeignLockError> {
        let git = || {
            if let Some(commit) = commit.filter(|commit| !is_commit(commit)) {
                return Err(format!("`{commit}` is not a commit hash"));
            }
            Ok(GitPin {
                url: git_url(url)?,
                reference: reference.map(str::to_owned),
                commit: commit.map(str::to_owned),
                subdirectory: subdirectory.map(inside).transpose()?,
            })
        };
        git().map_err(|message: String| self.wrong(&message))
    }
}
