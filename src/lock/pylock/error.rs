//! Errors of `pylock.toml` files.

use miette::{Diagnostic, SourceSpan};
use thiserror::Error;

use crate::lock::Span;
use crate::lock::convert::BadValue;
use crate::text::address::shown_text;

/// A `pylock.toml` that cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub enum PylockError {
    /// Not TOML, or not in the form of the specification.
    #[error("not a pylock.toml: {message}")]
    #[diagnostic(
        code(uvnix::pylock::not_a_lock),
        help(
            "write it again with the tool that wrote it; if that tool accepts the file, please report a bug"
        )
    )]
    NotALock {
        /// The message of the parser.
        message: String,
        /// Where it stopped.
        #[label("here")]
        span: Option<SourceSpan>,
    },

    /// A format that is not compatible with the one that uvnix knows.
    #[error("version {version} of the pylock.toml format is not supported; uvnix supports 1.0")]
    #[diagnostic(
        code(uvnix::pylock::unknown_version),
        help("use a newer uvnix, or an older version of the tool that wrote the file")
    )]
    UnknownVersion {
        /// The version in the file.
        version: String,
        /// The place of the version.
        #[label("this version")]
        span: SourceSpan,
    },

    /// A value of the wrong form: a name, a version, an address, a hash, a marker.
    #[error("{message}")]
    #[diagnostic(
        code(uvnix::pylock::bad_value),
        help(
            "the specification does not allow it: restore the file from version control, or write it again with its tool"
        )
    )]
    BadValue {
        /// The error in the value.
        message: String,
        /// The place of the value.
        #[label("this value")]
        span: SourceSpan,
    },

    /// A value that the specification allows and uvnix does not support.
    #[error("{message}, which uvnix does not support")]
    #[diagnostic(code(uvnix::pylock::unsupported))]
    Unsupported {
        /// What it is.
        message: String,
        /// What to do instead.
        #[help]
        help: &'static str,
        /// The place of the value.
        #[label("this value")]
        span: SourceSpan,
    },

    /// A package with no source, or with several.
    #[error("package `{package}` has {what}")]
    #[diagnostic(
        code(uvnix::pylock::source),
        help(
            "a package has one of `vcs`, `directory` and `archive`, or else `wheels`, `sdist` or both: write the file again with its tool"
        )
    )]
    Source {
        /// The package.
        package: String,
        /// `no source`, or the sources.
        what: String,
        /// The place of the package.
        #[label("this package")]
        span: SourceSpan,
    },
}

impl PylockError {
    pub(super) fn not_a_lock(error: &toml::de::Error) -> Self {
        Self::NotALock {
            message: shown_text(error.message()),
            span: error.span().map(SourceSpan::from),
        }
    }

    pub(super) fn unsupported(message: impl AsRef<str>, help: &'static str, span: Span) -> Self {
        Self::Unsupported { message: shown_text(message.as_ref()), help, span: span.into() }
    }
}

impl From<BadValue> for PylockError {
    fn from(BadValue { message, span }: BadValue) -> Self {
        Self::BadValue { message, span: span.into() }
    }
}
