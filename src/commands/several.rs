//! Several reports as one.

use miette::{Diagnostic, Report};
use thiserror::Error;

/// Errors of which the user should see all.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum Several {
    /// Of projects or settings.
    #[error("there are several errors in files next to the lock file")]
    #[diagnostic(
        code(uvnix::input::several),
        help("fix the errors below, then run the command again")
    )]
    InFiles(#[related] Vec<Report>),

    /// Of archives or commits.
    #[error("lookup failed; no files were changed")]
    #[diagnostic(
        code(uvnix::facts::wrong),
        help("fix the errors below, then run the command again")
    )]
    InLookups(#[related] Vec<Report>),
}

impl Several {
    /// One report of these errors of projects or settings.
    pub(crate) fn in_files(mut reports: Vec<Report>) -> Report {
        if reports.len() == 1 { reports.remove(0) } else { Self::InFiles(reports).into() }
    }
}

/// A report as text, with its code.
pub(crate) fn with_code(report: &Report) -> String {
    match report.code() {
        Some(code) => format!("{report} [{code}]"),
        None => report.to_string(),
    }
}
