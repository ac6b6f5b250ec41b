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
    /// Why `uvnix.lock` is not as it should be, where nothing was written.
    stale_facts: Option<String>,
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
    let generated = generate(path, arguments)?;
    let Generated { text, target, contents, stale_facts } = &generated;
    let say = |what: &str| {
        if !arguments.verbosity.quiet && matches!(target, Target::File(_)) {
            eprintln!("{target}: {what} ({contents})");
        }
    };
    if arguments.check {
        let is_fresh = stale::compare(target, text, stale_facts.as_deref())?;
        if is_fresh {
            say("up to date");
        }
        return Ok(if is_fresh { Outcome::Fresh } else { Outcome::Stale });
    }
    match target.write(text, arguments.force)? {
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
fn generate(path: &Path, arguments: &Lock2nix) -> Result<Generated, Report> {
    let verbose = arguments.verbosity.verbose;
    let input = Input::read(path, verbose)?;
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
    let (facts, stale_facts) = known(&input, &overlay, arguments)?;
    let overlay = overlay.with_build_systems(&resolved.environments, &facts, &input.settings);
    for unmet in overlay.unmet_build_requirements() {
        // That build systems are newer than asked for rarely matters.
        if unmet.instead.is_none() || verbose {
            eprintln!("warning: {unmet}");
        }
    }
    let requires_python = &input.lock.requires_python;
    let heading = Heading { origin: &origin, requires_python, options: &options };
    let known = Known { facts: &facts, settings: &input.settings };
    let (packages, environments) = (overlay.packages.len(), resolved.environments.len());
    let text = emit(&heading, &resolved, &overlay, known)?;
    let contents = format!("{packages} packages, {environments} environments");
    Ok(Generated { text, target, contents, stale_facts })
}

/// What the lock does not say, from `uvnix.lock` or from where it can be found out; and what is wrong
/// with the former, where nothing may be written.
fn known(
    input: &Input,
    overlay: &Overlay<'_>,
    arguments: &Lock2nix,
) -> Result<(Facts, Option<String>), Report> {
    let wanted = arguments.facts.map_or(input.settings.facts, FactsWanted::from);
    let facts = facts::known(&input.file)?;
    if wanted == FactsWanted::None {
        return Ok((facts, None));
    }
    let needs = overlay.lacks(wanted);
    if arguments.check {
        return Ok(facts::compare(&facts, &needs, &input.file));
    }
    let fetcher = Fetcher::new(arguments.fetching.with(&input.settings))?;
    let folder = &input.file.folder;
    let search = Search { folder, fetcher: &fetcher, offline: arguments.fetching.offline };
    let target = Target::of(arguments.output.as_deref(), &input.file);
    let keeps = matches!(target, Target::File(_));
    Ok((facts::complete(&facts, &needs, &search, keeps.then_some(&input.file))?, None))
}
