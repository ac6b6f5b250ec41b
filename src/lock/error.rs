//! What can be wrong with a lock file.

use miette::{Diagnostic, SourceSpan};
use thiserror::Error;

use crate::text::printable::spelled_out;

/// A lock file that cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub enum LockError {
    /// Not TOML, or not the TOML of a lock.
    #[error("this is no lock file of uv: {message}")]
    #[diagnostic(
        code(uvnix::lock::not_a_lock),
        help("make it anew with `uv lock`; if uv accepts the file as it is, please report this")
    )]
    NotALock {
        /// What the parser says.
        message: String,
        /// Where it stopped.
        #[label("here")]
        span: Option<SourceSpan>,
    },

    /// A format newer than this uvnix.
    #[error("this is version {version} of the lock format, and uvnix knows version 1")]
    #[diagnostic(
        code(uvnix::lock::unknown_version),
        help("use a newer uvnix, or an older uv to lock")
    )]
    UnknownVersion {
        /// The version it says it has.
        version: i64,
        /// Where it says so.
        #[label("this version")]
        span: SourceSpan,
    },

    /// A kind of source that uvnix has never heard of.
    #[error("the source of `{package}` is of no kind that uvnix knows")]
    #[diagnostic(
        code(uvnix::lock::unknown_source),
        help(
            "uvnix knows registry, git, url, path, directory, editable and virtual; \
             use a newer uvnix if uv has learned another"
        )
    )]
    UnknownSource {
        /// The package that has it.
        package: String,
        /// Where it stands.
        #[label("this source")]
        span: SourceSpan,
    },

    /// A marker that is none.
    #[error("{message}")]
    #[diagnostic(
        code(uvnix::lock::bad_marker),
        help("lock again with `uv lock`; use a newer uvnix if uv has learned a new marker")
    )]
    BadMarker {
        /// What is wrong with it.
        message: String,
        /// Where it stands.
        #[label("this marker")]
        span: SourceSpan,
    },

    /// A value of the wrong form: a name, a version, an address, a hash.
    #[error("{message}")]
    #[diagnostic(
        code(uvnix::lock::bad_value),
        help("uv does not write this: restore the file from version control, or run `uv lock`")
    )]
    BadValue {
        /// What is wrong with it.
        message: String,
        /// Where it stands.
        #[label("here")]
        span: SourceSpan,
    },

    /// A member that the lock has no package for.
    #[error("the member `{member}` is no package of the lock")]
    #[diagnostic(
        code(uvnix::lock::unknown_member),
        help("the lock is older than the workspace or was cut short: run `uv lock`")
    )]
    UnknownMember {
        /// Its name.
        member: String,
        /// Where the manifest names it.
        #[label("this member")]
        span: SourceSpan,
    },
}

impl LockError {
    pub(super) fn not_a_lock(error: &toml::de::Error) -> Self {
        Self::NotALock {
            message: spelled_out(error.message()),
            span: error.span().map(SourceSpan::from),
        }
    }
}
