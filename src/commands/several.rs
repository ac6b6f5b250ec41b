//! Several reports as one.

use miette::{Diagnostic, Report};
use thiserror::Error;

/// Errors of which the user should see all.
#[derive(Debug, Error, Diagnostic)]
#[error("{found}")]
#[diagnostic(forward(found))]
pub(crate) struct Several {
    found: Found,
    #[related]
    reports: Vec<Report>,
}

/// Where the errors are.
#[derive(Debug, Error, Diagnostic)]
enum Found {
    /// In projects or settings.
    #[error("there are several errors in files next to the lock file")]
    #[diagnostic(
        code(uvnix::input::several),
        help("fix the errors below, then run the command again")
    )]
    InFiles,

    /// In archives or commits.
    #[error("lookup failed; no files were changed")]
    #[diagnostic(
        code(uvnix::facts::wrong),
        help("fix the errors below, then run the command again")
    )]
    InLookups,
}

impl Several {
    /// One report of these errors of projects or settings; an error alone needs no other.
    pub(crate) fn in_files(mut reports: Vec<Report>) -> Report {
        match reports.len() {
            1 => reports.remove(0),
            _ => Self { found: Found::InFiles, reports }.into(),
        }
    }

    /// One report of these errors of archives or commits.
    pub(crate) fn in_lookups(reports: Vec<Report>) -> Report {
        Self { found: Found::InLookups, reports }.into()
    }
}

/// A report as text, with its code.
pub(crate) fn with_code(report: &Report) -> String {
    match report.code() {
        Some(code) => format!("{report} [{code}]"),
        None => report.to_string(),
    }
}
