//! What was found about one lock.

use std::collections::BTreeSet;
use std::fmt;

use miette::Report;
use schemars::JsonSchema;
use serde::Serialize;
use uvnix::questions::verify::{VerifyError, Yanked};
use uvnix::text::printable::{self, counted};

use crate::commands::input::LockFile;
use crate::console::tell;

/// What was found about one lock.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Verdict {
    lock: String,
    /// What was asked about.
    #[serde(flatten)]
    pub asked: Asked,
    problems: Vec<Problem>,
    /// Why something could not be verified.
    errors: Vec<Problem>,
    /// The releases that were withdrawn.
    pub yanked: BTreeSet<Yanked>,
}

/// How much was asked about.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub(super) struct Asked {
    pub packages: usize,
    pub files: usize,
    pub commits: usize,
    /// The files that were downloaded, because the index has no hash to compare.
    pub downloads: usize,
    /// The sources that were read again, because `uvnix.lock` records their contents.
    pub sources: usize,
    /// The build environments in `uvnix.lock` that uv was asked for again.
    pub build_environments: usize,
}

/// An error, for programs.
#[derive(Debug, Serialize, JsonSchema)]
struct Problem {
    code: String,
    message: String,
    help: Option<String>,
    #[serde(flatten)]
    details: Option<VerifyError>,
    #[serde(skip)]
    report: Report,
}

impl Problem {
    fn of(report: Report, details: Option<VerifyError>) -> Self {
        let text = |it: Option<Box<dyn fmt::Display + '_>>| it.map(|it| it.to_string());
        let (code, help) = (text(report.code()), text(report.help()));
        let code = code.unwrap_or_default();
        Self { code, message: report.to_string(), help, details, report }
    }
}

impl Verdict {
    pub(super) fn of(lock: &LockFile) -> Self {
        Self {
            lock: printable::path(&lock.path),
            asked: Asked::default(),
            problems: Vec::new(),
            errors: Vec::new(),
            yanked: BTreeSet::new(),
        }
    }

    /// Adds something that differs.
    pub(super) fn add(&mut self, error: VerifyError) {
        self.problems.push(Problem::of(error.clone().into(), Some(error)));
    }

    /// Adds the reason why something could not be verified.
    pub(super) fn add_failure(&mut self, report: Report) {
        self.errors.push(Problem::of(report, None));
    }

    pub(super) fn is_incomplete(&self) -> bool {
        !self.errors.is_empty()
    }

    pub(super) fn is_verified(&self) -> bool {
        self.problems.is_empty() && !self.is_incomplete()
    }

    /// Reports the problems to standard error.
    pub(super) fn tell(&self) {
        for Yanked { package, reason } in &self.yanked {
            let reason = if reason.is_empty() { "" } else { &format!(": {reason}") };
            tell(format_args!("warning: {package} was yanked{reason}"));
        }
        for problem in self.problems.iter().chain(&self.errors) {
            tell(format_args!("{:?}", problem.report));
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { lock, asked, problems, errors, yanked } = self;
        let found = [
            (problems.len(), "difference"),
            (errors.len(), "error"),
            (yanked.len(), "yanked release"),
        ];
        let found = found.iter().filter(|(count, _)| *count > 0);
        let found = Vec::from_iter(found.map(|(count, what)| counted(*count, what)));
        let found = if self.is_verified() {
            [&["verified".to_owned()], found.as_slice()].concat().join(", ")
        } else {
            found.join(", ")
        };
        write!(formatter, "{lock}: {found} ({asked})")
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { packages, files, commits, downloads, sources, build_environments } = *self;
        if packages + commits + sources + build_environments == 0 {
            return formatter.write_str("only local files were compared");
        }
        write!(formatter, "{}, {}", counted(packages, "package"), counted(files, "file"))?;
        for (count, what) in [(commits, "commit"), (downloads, "download")] {
            if count > 0 {
                write!(formatter, ", {}", counted(count, what))?;
            }
        }
        if sources > 0 {
            write!(formatter, ", {} read again", counted(sources, "source"))?;
        }
        if build_environments > 0 {
            let counted = counted(build_environments, "build environment");
            write!(formatter, ", {counted} resolved again")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_besides_files_is_told_without_any() {
        assert_eq!(Asked::default().to_string(), "only local files were compared");
        let asked = Asked { sources: 1, build_environments: 2, ..Asked::default() };
        assert_eq!(
            asked.to_string(),
            "0 packages, 0 files, 1 source read again, 2 build environments resolved again"
        );
    }
}
