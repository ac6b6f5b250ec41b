//! `uvnix lock2nix`: locks become Nix files.

pub mod facts;
mod look;
mod output;
mod stale;

use std::path::Path;
use std::process::ExitCode;

use miette::Report;
use uvnix::emit::{Heading, Known, Origin, emit};
use uvnix::facts::Facts;
use uvnix::overlay::Overlay;
use uvnix::resolved::Resolved;
use uvnix::settings::FactsWanted;

use super::fetch::Fetcher;
use super::input::{self, Input};
use crate::cli::Lock2nix;
use look::Search;
use output::{Change, Target};

/// The file of a lock, as it should be.
struct Generated {
    text: String,
    target: Target,
    /// `301 packages, 20 environments`
    contents: String,
    facts: FactsChange,
}

/// What is in `uvnix.lock`, and what should be.
struct FactsChange {
    before: Facts,
    after: Facts,
    /// Why it is not as it should be, where nothing may be written.
    stale: Option<String>,
}

/// What became of the file of a lock.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Fresh,
    Written,
    Stale,
    Failed,
}

/// Writes the file of each lock, or tells whether it is up to date.
pub fn run(arguments: &Lock2nix) -> ExitCode {
    let outcomes: Vec<_> = arguments
        .paths
        .iter()
        .map(|path| {
            one(path, arguments).unwrap_or_else(|report| {
                eprintln!("{report:?}");
                Outcome::Failed
            })
        })
        .collect();
    if outcomes.len() > 1 && !arguments.verbosity.quiet {
        eprintln!("{}", summary(&outcomes));
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

/// Writes the file of a lock, whole or not at all; or compares it.
fn one(path: &Path, arguments: &Lock2nix) -> Result<Outcome, Report> {
    let input = Input::read(path, arguments.verbosity.verbose)?;
    let Generated { text, target, contents, facts } = &generate(&input, arguments)?;
    let say = |what: &str| {
        if !arguments.verbosity.quiet && matches!(target, Target::File(_)) {
            eprintln!("{target}: {what} ({contents})");
        }
    };
    if arguments.check {
        let is_fresh = stale::compare(target, text, facts.stale.as_deref())?;
        if is_fresh {
            say("up to date");
        }
        return Ok(if is_fresh { Outcome::Fresh } else { Outcome::Stale });
    }
    let change = target.write(text, arguments.force)?;
    // Whoever looks first changes nothing.
    if matches!(target, Target::File(_)) {
        facts::save(&facts.before, &facts.after, &input.file)?;
    }
    match change {
        Change::None => {
            say("up to date");
            Ok(Outcome::Fresh)
        }
        Change::Written => {
            say("written");
            Ok(Outcome::Written)
        }
    }
}

/// What a lock and its projects become.
fn generate(input: &Input, arguments: &Lock2nix) -> Result<Generated, Report> {
    let target = Target::of(arguments.output.as_deref(), &input.file);
    let origin = Origin {
        lock_file: input.file.name(),
        lock_hash: input::sha256(&input.text),
        root: target.path_to(&input.file)?,
        script: input.file.script(),
    };
    let options = arguments.environments.over(&input.settings.environments);
    let resolved =
        Resolved::of(&input.lock, &options).map_err(|error| input.in_lock(error.into()))?;
    for error in &resolved.left_out {
        eprintln!("warning: left out: {error}");
    }
    let overlay = Overlay::merge(&resolved, &input.projects, &input.settings);
    let facts = known(input, &overlay, arguments)?;
    let (environments, settings) = (&resolved.environments, &input.settings);
    let overlay = overlay.with_build_systems(environments, &facts.after, settings);
    for unmet in overlay.unmet_build_requirements() {
        // That build systems are newer than asked for rarely matters.
        if unmet.instead.is_none() || arguments.verbosity.verbose {
            eprintln!("warning: {unmet}");
        }
    }
    let requires_python = &input.lock.requires_python;
    let heading = Heading { origin: &origin, requires_python, options: &options };
    let known = Known { facts: &facts.after, settings };
    let text = emit(&heading, &resolved, &overlay, known)?;
    let (packages, environments) = (overlay.packages.len(), environments.len());
    let contents = format!("{packages} packages, {environments} environments");
    Ok(Generated { text, target, contents, facts })
}

/// What the lock does not say, from `uvnix.lock` or from where it can be found out.
fn known(
    input: &Input,
    overlay: &Overlay<'_>,
    arguments: &Lock2nix,
) -> Result<FactsChange, Report> {
    let wanted = arguments.facts.map_or(input.settings.facts, FactsWanted::from);
    let before = facts::known(&input.file)?;
    if wanted == FactsWanted::None {
        return Ok(FactsChange { after: before.clone(), before, stale: None });
    }
    let needs = overlay.lacks(wanted, &input.settings);
    if arguments.check {
        let (after, stale) = facts::compare(&before, &needs, &input.file);
        return Ok(FactsChange { before, after, stale });
    }
    let fetcher = Fetcher::new(arguments.fetching.with(&input.settings))?;
    let folder = &input.file.folder;
    let (offline, quiet) = (arguments.fetching.offline, arguments.verbosity.quiet);
    let search = Search { folder, fetcher: &fetcher, offline, quiet };
    let after = facts::complete(&before, &needs, &search)?;
    Ok(FactsChange { before, after, stale: None })
}
