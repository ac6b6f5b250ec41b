//! `uvnix lock2nix`: generates a Nix file from each lock file.

pub(crate) mod build_lock;
pub(crate) mod facts;
pub(crate) mod facts_file;
pub(crate) mod functions_file;
pub(crate) mod look;
pub(crate) mod options;
pub(crate) mod output;
pub(crate) mod own_python;
pub(crate) mod plan;
pub(crate) mod reason;
pub(crate) mod recorded;
mod save;
mod stale;
pub(crate) mod target;
mod watch;

use std::path::Path;
use std::process::ExitCode;

use miette::Report;
use uvnix::text::address::hosts_with_credentials;
use uvnix::text::printable::{self, spelled_out};

use super::foreign_lock;
use super::input::Input;
use super::paths::argument;
use super::question::{Locks, print_json};
use crate::cli::{Contents, Format, Lock2nix};
use crate::console::{print, tell};
use options::{MissingData, OutputOptions, PlanOptions};
use output::OutputFile;
use plan::{Plan, with_plan};
use reason::FileDifference;
use save::{Output, Saved, save};
use stale::{StaleFunctions, Staleness, differing_lines};
use target::Target;

/// The result for one lock file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The generated file is up to date.
    Fresh,
    /// It was written.
    Written,
    /// It is not up to date, and `--check` does not write.
    Stale,
    /// It is not what uvnix wrote, and `--check` does not write.
    Edited,
    /// There was an error.
    Failed,
}

/// Writes the file of each lock, or with `--check` reports whether it is up to date. With `--watch`, does so after
/// each change until it is interrupted.
pub(crate) fn run(arguments: &Lock2nix) -> ExitCode {
    if !arguments.mode.watch {
        return once(arguments);
    }
    loop {
        let since = watch::now(&arguments.paths);
        // An error is printed; the next change may fix it.
        let _ = once(arguments);
        watch::wait_for_a_change(&arguments.paths, &since);
    }
}

fn once(arguments: &Lock2nix) -> ExitCode {
    let mut answers = Vec::new();
    let mut outcomes = Vec::new();
    for path in &arguments.paths {
        let outcome = one(path, arguments, &mut answers).unwrap_or_else(|report| {
            tell(format_args!("{report:?}"));
            Outcome::Failed
        });
        outcomes.push(outcome);
    }
    if arguments.format == Format::Json
        && let Err(report) = print_json(&Locks { locks: answers })
    {
        tell(format_args!("{report:?}"));
        outcomes.push(Outcome::Failed);
    }
    if outcomes.len() > 1 && !arguments.verbosity.quiet {
        tell(summary(&outcomes));
    }
    let failed = if arguments.mode.check { 2 } else { 1 };
    let codes = [(Outcome::Failed, failed), (Outcome::Edited, 3), (Outcome::Stale, 1)];
    let code = codes.into_iter().find(|(outcome, _)| outcomes.contains(outcome));
    code.map_or(ExitCode::SUCCESS, |(_, code)| ExitCode::from(code))
}

fn one(
    path: &Path,
    arguments: &Lock2nix,
    answers: &mut Vec<stale::Answer>,
) -> Result<Outcome, Report> {
    let mut input = Input::read(path, arguments.verbosity.verbose)?;
    Target::of(arguments.output.as_deref(), &input.file).place_facts(&mut input.file)?;
    let file = OutputFile::of(arguments.output.as_deref(), &input)?;
    let contents = file.contents(&arguments.contents, arguments.reset_options);
    let options = plan_options(&input, contents, arguments);
    if !arguments.mode.check {
        let (force, verbosity) = (arguments.force, arguments.verbosity);
        return write(&input, &options, &OutputOptions { file: &file, force, verbosity });
    }
    let checked = check(&input, &options, &file, remedy(path, arguments))?;
    match arguments.format {
        Format::Text => print(&checked.text())?,
        Format::Json => answers.push(checked.answer(printable::path(&input.file.path))),
    }
    if checked.is_up_to_date() {
        if !arguments.verbosity.quiet {
            tell(format_args!("{}: up to date ({})", checked.file, checked.contents));
        }
        return Ok(Outcome::Fresh);
    }
    Ok(if checked.is_edited() { Outcome::Edited } else { Outcome::Stale })
}

fn summary(outcomes: &[Outcome]) -> String {
    let count = |wanted| outcomes.iter().filter(|&&outcome| outcome == wanted).count();
    let counts = [
        (count(Outcome::Fresh), "up to date"),
        (count(Outcome::Written), "written"),
        (count(Outcome::Stale), "not up to date"),
        (count(Outcome::Edited), "edited"),
        (count(Outcome::Failed), "failed"),
    ];
    let parts = counts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, what)| format!("{count} {what}")).collect();
    format!("{} locks: {}", outcomes.len(), parts.join(", "))
}

fn plan_options(input: &Input, contents: Contents, arguments: &Lock2nix) -> PlanOptions {
    let Lock2nix { lookup, verbosity, .. } = arguments;
    let missing = if arguments.mode.check {
        MissingData::Report
    } else {
        MissingData::looked_up(lookup, *verbosity, arguments.upgrade.wanted())
    };
    PlanOptions { missing, ..PlanOptions::of(input.settings(), contents).with_lookup(lookup) }
}

/// Compares the files of a lock with what they should be. `remedy` is what updates them.
fn check(
    input: &Input,
    options: &PlanOptions,
    file: &OutputFile,
    remedy: String,
) -> Result<Staleness, Report> {
    let OutputFile { target, before, functions, .. } = file;
    let before = before.as_deref();
    with_warned_plan(input, options, |plan| {
        let text = plan.text(input, file)?;
        let difference = FileDifference::of(before, &text, || plan.locks(input));
        let path = printable::path(&input.file.facts_path());
        let stale = plan.facts_file.stale.as_ref();
        Ok(Staleness {
            file: target.to_string(),
            contents: plan.contents(),
            diff: differing_lines(difference.as_ref(), &target.to_string(), before, &text),
            difference,
            functions: functions.as_ref().and_then(StaleFunctions::of),
            not_locked: plan.ahead.iter().map(|it| spelled_out(&it.to_string())).collect(),
            facts: stale.map(|reason| format!("{path} {reason}")),
            remedy,
        })
    })
}

/// Writes the files of a lock.
pub(crate) fn write(
    input: &Input,
    options: &PlanOptions,
    output: &OutputOptions<'_>,
) -> Result<Outcome, Report> {
    let OutputFile { target, before, functions, .. } = output.file;
    let (before, functions) = (before.as_deref(), functions.as_ref());
    with_warned_plan(input, options, |plan| {
        let text = &plan.text(input, output.file)?;
        let saved = Output { text, before, functions, force: output.force };
        let (outcome, said) = match save(target, &saved, plan.facts_file, &input.file)? {
            Saved::Unchanged => (Outcome::Fresh, "up to date"),
            Saved::Written => (Outcome::Written, "written"),
        };
        if !output.verbosity.quiet && matches!(target, Target::File(_)) {
            tell(format_args!("{target}: {said} ({})", plan.contents()));
            if let Some(functions) = functions {
                functions.tell_if_written();
            }
            recorded::tell_about(&options.contents, &output.file.recorded, before.is_none());
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

/// Makes the plan for a lock, prints its warnings, and passes it to `then`.
fn with_warned_plan<T>(
    input: &Input,
    options: &PlanOptions,
    then: impl FnOnce(&Plan<'_>) -> Result<T, Report>,
) -> Result<T, Report> {
    input.check_outside()?;
    with_plan(input, options, |plan| {
        if input.lock().packages().next().is_none() {
            let help = foreign_lock::advice(&input.file.folder);
            tell(format_args!("warning: {} contains no packages\n  help: {help}", input.name));
        }
        for warning in plan.warnings() {
            tell(warning);
        }
        for host in hosts_with_credentials(&input.text) {
            let lock = &input.name;
            tell(format_args!(
                "warning: {lock} has a user name or password for {host}, which builds do not get. \
                 Remove it from the URL, and put it in netrc"
            ));
        }
        then(plan)
    })
}

/// The command that updates the file of a lock.
fn remedy(asked: &Path, arguments: &Lock2nix) -> String {
    let path = argument(asked);
    let path = if path == "." { String::new() } else { format!(" {path}") };
    let options = if arguments.is_special() { " with the same options" } else { "" };
    format!("run `uvnix lock2nix{path}{}`{options}", arguments.contents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::question::tests::is_published;

    #[test]
    fn the_schema_of_answers_is_published() {
        is_published::<Locks<stale::Answer>>("check", "lock2nix --check");
    }
}
