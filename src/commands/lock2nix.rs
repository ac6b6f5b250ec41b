//! `uvnix lock2nix`: generates a Nix file from each lock file.

mod build_lock;
pub(crate) mod facts;
mod facts_file;
mod look;
pub(crate) mod options;
pub(crate) mod output;
pub(crate) mod plan;
pub(crate) mod recorded;
mod save;
pub(crate) mod stale;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use miette::Report;

use uvnix::text::address::hosts_with_credentials;
use uvnix::text::printable;

use super::input::Input;
use super::paths::argument;
use crate::cli::{Contents, Lock2nix};
use crate::console::tell;
use options::{Action, MissingData, OutputOptions, PlanOptions};
use output::{OutputFile, Target};
use plan::with_plan;
use save::{Change, Output, save};

/// The result for one lock file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The generated file is up to date.
    Fresh,
    /// It was written.
    Written,
    /// It is not up to date, and `--check` does not write.
    Stale,
    /// There was an error.
    Failed,
}

/// Writes the file of each lock, or with `--check` reports whether it is up to date.
pub(crate) fn run(arguments: &Lock2nix) -> ExitCode {
    let outcome = |path: &PathBuf| {
        let input = Input::read(path, arguments.verbosity.verbose)?;
        let file = OutputFile::of(arguments.output.as_deref(), &input)?;
        let contents = recorded::contents(&file, &arguments.contents, arguments.reset_options);
        let options = plan_options(&input, contents, arguments);
        let action = if arguments.check {
            Action::Check { remedy: remedy(path, arguments) }
        } else {
            Action::Write { force: arguments.force }
        };
        let output = OutputOptions { file: &file, action, verbosity: arguments.verbosity };
        one(&input, &options, &output)
    };
    let outcome = |path| {
        outcome(path).unwrap_or_else(|report: Report| {
            tell(format_args!("{report:?}"));
            Outcome::Failed
        })
    };
    let outcomes: Vec<_> = arguments.paths.iter().map(outcome).collect();
    if outcomes.len() > 1 && !arguments.verbosity.quiet {
        tell(summary(&outcomes));
    }
    let failed = ExitCode::from(if arguments.check { 2 } else { 1 });
    if outcomes.contains(&Outcome::Failed) {
        failed
    } else if outcomes.contains(&Outcome::Stale) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn summary(outcomes: &[Outcome]) -> String {
    let count = |wanted| outcomes.iter().filter(|&&outcome| outcome == wanted).count();
    let counts = [
        (count(Outcome::Fresh), "up to date"),
        (count(Outcome::Written), "written"),
        (count(Outcome::Stale), "not up to date"),
        (count(Outcome::Failed), "failed"),
    ];
    let parts = counts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, what)| format!("{count} {what}")).collect();
    format!("{} locks: {}", outcomes.len(), parts.join(", "))
}

fn plan_options(input: &Input, contents: Contents, arguments: &Lock2nix) -> PlanOptions {
    let Lock2nix { lookup, verbosity, .. } = arguments;
    let missing = if arguments.check {
        MissingData::Report
    } else {
        MissingData::looked_up(lookup, *verbosity)
    };
    PlanOptions { missing, ..PlanOptions::of(&input.settings, contents).with_lookup(lookup) }
}

/// Writes or checks the file of one lock.
pub(crate) fn one(
    input: &Input,
    options: &PlanOptions,
    output: &OutputOptions<'_>,
) -> Result<Outcome, Report> {
    let OutputFile { target, before } = output.file;
    let before = before.as_deref();
    input.check_outside()?;
    with_plan(input, options, |plan| {
        for warning in plan.warnings(output.verbosity.verbose) {
            tell(warning);
        }
        for host in hosts_with_credentials(&input.text) {
            let lock = &input.name;
            tell(format_args!(
                "warning: {lock} has a user name or password for {host}, which builds do not get. \
                 Remove it from the URL, and put it in netrc"
            ));
        }
        let text = plan.text(input, target, before)?;
        let outcome = match &output.action {
            Action::Check { remedy } => {
                let facts = printable::path(&input.file.facts_path());
                let stale =
                    plan.facts_file.stale.as_ref().map(|reason| format!("{facts} {reason}"));
                let stale = stale.as_deref();
                let is_fresh = stale::compare(target, &text, before, stale, remedy)?;
                if is_fresh { Outcome::Fresh } else { Outcome::Stale }
            }
            Action::Write { force } => {
                let output = Output { text: &text, before, force: *force };
                match save(target, &output, plan.facts_file, &input.file)? {
                    Change::None => Outcome::Fresh,
                    Change::Written => Outcome::Written,
                }
            }
        };
        let said = match outcome {
            Outcome::Fresh => "up to date",
            Outcome::Written => "written",
            Outcome::Stale | Outcome::Failed => return Ok(outcome),
        };
        if !output.verbosity.quiet && matches!(target, Target::File(_)) {
            tell(format_args!("{target}: {said} ({})", plan.contents()));
            recorded::tell_about(output.file, &options.contents);
            if target.path_to(&input.file)?.is_none() {
                tell(format_args!(
                    "  help: {} is in another repository: pass its source as `root` where you make the overlay, `{{ root = src; }}`",
                    printable::path(&input.file.path)
                ));
            }
        }
        Ok(outcome)
    })
}

/// The command that updates the file of a lock.
fn remedy(asked: &Path, arguments: &Lock2nix) -> String {
    let path = argument(asked);
    let path = if path == "." { String::new() } else { format!(" {path}") };
    let options = if arguments.is_special() { " with the same options" } else { "" };
    format!("run `uvnix lock2nix{path}{}`{options}", arguments.contents)
}
