//! Errors of lock files.

use miette::{Diagnostic, SourceSpan};
use thiserror::Error;

use super::convert::BadValue;
use crate::text::address::shown_text;

/// A lock file that cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub enum LockError {
    /// Not TOML, or not the TOML of a lock.
    #[error("not a uv lock file: {message}")]
    #[diagnostic(
        code(uvnix::lock::not_a_lock),
        help(
            "uv does not read it either: take either side of the merge, restore the file, or delete it; then run \
             `uv lock`. If uv accepts this file, please report a bug"
        )
    )]
    NotALock {
        /// The message of the parser.
        message: String,
        /// Where it stopped.
        #[label("here")]
        span: Option<SourceSpan>,
    },

    /// A format newer than this uvnix.
    #[error("version {version} of the lock format is not supported; uvnix supports version 1")]
    #[diagnostic(
        code(uvnix::lock::unknown_version),
        help("use a newer uvnix, or lock with an older uv")
    )]
    UnknownVersion {
        /// The version in the file.
        version: i64,
        /// The place of the version.
        #[label("this version")]
        span: SourceSpan,
    },

    /// A kind of source that uvnix does not know.
    #[error("package `{package}` has an unknown kind of source")]
    #[diagnostic(
        code(uvnix::lock::unknown_source),
        help(
            "known kinds are registry, git, url, path, directory, editable and virtual; \
             if a newer uv wrote this, use a newer uvnix"
        )
    )]
    UnknownSource {
        /// The package that has it.
        package: String,
        /// The place of the source.
        #[label("this source")]
        span: SourceSpan,
    },

    /// A marker that is none.
    #[error("{message}")]
    #[diagnostic(
        code(uvnix::lock::bad_marker),
        help("run `uv lock` to lock again; if a newer uv wrote this marker, use a newer uvnix")
    )]
    BadMarker {
        /// The error in the marker.
        message: String,
        /// The place of the marker.
        #[label("this marker")]
        span: SourceSpan,
    },

    /// A value of the wrong form: a name, a version, an address, a hash.
    #[error("{message}")]
    #[diagnostic(
        code(uvnix::lock::bad_value),
        help(
            "uv does not write such a value: restore the file from version control, or run `uv lock`"
        )
    )]
    BadValue {
        /// The error in the value.
        message: String,
        /// The place of the value.
        #[label("this value")]
        span: SourceSpan,
    },

    /// A member that the lock has no package for.
    #[error("workspace member `{member}` is not a package of the lock file")]
    #[diagnostic(
        code(uvnix::lock::unknown_member),
        help("the lock file is out of date or incomplete: run `uv lock`")
    )]
    UnknownMember {
        /// Its name.
        member: String,
        /// Where the manifest names it.
        #[label("this member")]
        span: SourceSpan,
    },
}

impl From<BadValue> for LockError {
    fn from(BadValue { message, span }: BadValue) -> Self {
        Self::BadValue { message, span: span.into() }
    }
}

impl LockError {
    pub(super) fn not_a_lock(error: &toml::de::Error) -> Self {
        Self::NotALock {
            message: shown_text(error.message()),
            span: error.span().map(SourceSpan::from),
        }
    }
}
