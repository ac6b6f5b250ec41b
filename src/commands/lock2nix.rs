//! `uvnix lock2nix`: locks become Nix files.

mod backend;
mod build_lock;
pub mod facts;
mod known;
mod look;
pub mod output;
pub mod plan;
pub mod stale;

use std::path::Path;
use std::process::ExitCode;

use miette::Report;

use super::input::Input;
use super::paths::argument;
use crate::cli::Lock2nix;
use crate::console::tell;
use output::{Change, Target};
use plan::planned;

/// What became of the file of a lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is as it should be.
    Fresh,
    /// It is now.
    Written,
    /// It is not, and was not to be written.
    Stale,
    /// It cannot be told, or not be made.
    Failed,
}

/// Writes the file of each lock, or tells whether it is up to date.
pub fn run(arguments: &Lock2nix) -> ExitCode {
    let outcomes: Vec<_> = arguments
        .paths
        .iter()
        .map(|path| {
            let outcome = Input::read(path, arguments.verbosity.verbose)
                .and_then(|input| one(&input, path, arguments));
            outcome.unwrap_or_else(|report| {
                tell(format_args!("{report:?}"));
                Outcome::Failed
            })
        })
        .collect();
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

/// Writes the file of a lock, which was asked for as `asked`, whole or not at all; or compares it.
pub fn one(input: &Input, asked: &Path, arguments: &Lock2nix) -> Result<Outcome, Report> {
    let target = Target::of(arguments.output.as_deref(), &input.file);
    target.refuse_inputs(input)?;
    planned(input, arguments, |plan| {
        for warning in plan.warnings(arguments.verbosity.verbose) {
            tell(warning);
        }
        let before = target.before()?;
        let text = plan.text(input, &target, before.as_deref())?;
        let outcome = if arguments.check {
            let (remedy, stale_facts) = (remedy(asked, arguments), plan.known.stale.as_deref());
            let is_fresh = stale::compare(&target, &text, before.as_deref(), stale_facts, &remedy)?;
            if is_fresh { Outcome::Fresh } else { Outcome::Stale }
        } else {
            let change = target.write(&text, before.as_deref(), arguments.force)?;
            // Whoever looks first changes nothing.
            if matches!(target, Target::File(_)) {
                plan.known.save(&input.file)?;
            }
            match change {
                Change::None => Outcome::Fresh,
                Change::Written => Outcome::Written,
            }
        };
        let said = match outcome {
            Outcome::Fresh => "up to date",
            Outcome::Written => "written",
            Outcome::Stale | Outcome::Failed => return Ok(outcome),
        };
        if !arguments.verbosity.quiet && matches!(target, Target::File(_)) {
            tell(format_args!("{target}: {said} ({})", plan.contents()));
        }
        Ok(outcome)
    })
}

/// What brings the file of a lock up to date.
fn remedy(asked: &Path, arguments: &Lock2nix) -> String {
    let path = argument(asked);
    let path = if path == "." { String::new() } else { format!(" {path}") };
    let options = if arguments.overrides_settings() { " with the same options" } else { "" };
    format!("run `uvnix lock2nix{path}`{options}")
}
