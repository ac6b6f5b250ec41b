//! Errors of lock files of other tools.

use miette::{Diagnostic, SourceSpan};
use thiserror::Error;

use crate::lock::Span;
use crate::text::address::shown_text;

/// A lock file of another tool that cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub enum ForeignLockError {
    /// Not in the form of the tool.
    #[error("not a {format}: {message}")]
    #[diagnostic(
        code(uvnix::foreign::not_a_lock),
        help("restore the file from version control, or let its tool write it again")
    )]
    NotALock {
        /// The usual name of such a file.
        format: &'static str,
        /// The error in the file.
        message: String,
        /// Where the parser stopped.
        #[label("here")]
        span: Option<SourceSpan>,
    },

    /// A format that is too old or too new.
    #[error("version {version} of the {format} format is not supported; uvnix reads {known}")]
    #[diagnostic(
        code(uvnix::foreign::unknown_version),
        help("lock with another version of its tool, without updating packages")
    )]
    UnknownVersion {
        /// The usual name of such a file.
        format: &'static str,
        /// The version in the file.
        version: String,
        /// The versions that are supported.
        known: &'static str,
        /// The place of the version.
        #[label("this version")]
        span: Option<SourceSpan>,
    },

    /// A value of the wrong form: a name, a version, an address, a marker.
    #[error("{package}: {message}")]
    #[diagnostic(
        code(uvnix::foreign::bad_value),
        help("restore the file from version control, or let its tool write it again")
    )]
    BadValue {
        /// The package that has it.
        package: String,
        /// The error in the value.
        message: String,
        /// The place of the value, or of its package.
        #[label("here")]
        span: Option<SourceSpan>,
    },

    /// A line of a `requirements.txt` that allows several versions.
    #[error("`{requirement}` does not pin a version")]
    #[diagnostic(
        code(uvnix::foreign::not_pinned),
        help(
            "pass the file that `pip-compile` or `pip freeze` wrote, in which each requirement is `name==version`"
        )
    )]
    NotPinned {
        /// The requirement.
        requirement: String,
        /// The place of the requirement.
        #[label("this requirement")]
        span: SourceSpan,
    },

    /// A `requirements.txt` that includes another one.
    #[error("`{line}` includes another file, which uvnix does not read")]
    #[diagnostic(
        code(uvnix::foreign::included),
        help(
            "pass one file that holds all requirements: concatenate the files, or compile them into one"
        )
    )]
    Included {
        /// The line.
        line: String,
        /// The place of the line.
        #[label("this line")]
        span: SourceSpan,
    },
}

impl ForeignLockError {
    pub(super) fn not_toml(format: &'static str, error: &toml::de::Error) -> Self {
        let span = error.span().map(SourceSpan::from);
        Self::NotALock { format, message: shown_text(error.message()), span }
    }

    pub(super) fn bad_value(package: &str, message: &str, span: Option<Span>) -> Self {
        let (package, message) = (shown_text(package), shown_text(message));
        Self::BadValue { package, message, span: span.map(SourceSpan::from) }
    }
}
