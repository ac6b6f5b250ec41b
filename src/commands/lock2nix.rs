//! `uvnix lock2nix`: locks become Nix files.

mod backend;
mod build_lock;
pub mod facts;
mod known;
mod look;
pub mod output;
mod stale;

use std::path::Path;
use std::process::ExitCode;

use miette::Report;
use uvnix::emit::{self, Heading, Origin, emit_unless};
use uvnix::overlay::{Cycle, Overlay, Unmet};
use uvnix::printable::counted;
use uvnix::resolved::Resolved;
use uvnix::settings::Backend;

use super::input::{self, Input};
use super::paths::argument;
use crate::cli::Lock2nix;
use known::Known;
use output::{Change, Target};

/// The file of a lock, as it should be.
struct Generated {
    text: String,
    target: Target,
    /// `301 packages, 20 environments`
    contents: String,
    known: Known,
    /// What should be told of it, although it can be used.
    warnings: Vec<String>,
}

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
pub fn one(path: &Path, arguments: &Lock2nix) -> Result<Outcome, Report> {
    let input = Input::read(path, arguments.verbosity.verbose)?;
    let Generated { text, target, contents, known, warnings } = &generate(&input, arguments)?;
    for warning in warnings {
        eprintln!("{warning}");
    }
    let say = |what: &str| {
        if !arguments.verbosity.quiet && matches!(target, Target::File(_)) {
            eprintln!("{target}: {what} ({contents})");
        }
    };
    if arguments.check {
        let remedy = remedy(path, arguments);
        let is_fresh = stale::compare(target, text, known.stale.as_deref(), &remedy)?;
        if is_fresh {
            say("up to date");
        }
        return Ok(if is_fresh { Outcome::Fresh } else { Outcome::Stale });
    }
    let change = target.write(text, arguments.force)?;
    // Whoever looks first changes nothing.
    if matches!(target, Target::File(_)) {
        known.save(&input.file)?;
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

/// What brings the file of a lock up to date.
fn remedy(path: &Path, arguments: &Lock2nix) -> String {
    let path = if path == Path::new(".") { String::new() } else { format!(" {}", argument(path)) };
    let options = if arguments.overrides_settings() { " with the same options" } else { "" };
    format!("run `uvnix lock2nix{path}`{options}")
}

/// Why the file of a lock is not as it should be, if it is not. Nothing is written or looked up.
pub fn staleness(input: &Input) -> Result<Option<String>, Report> {
    let arguments = Lock2nix { check: true, ..Lock2nix::default() };
    let Generated { text, target, known, .. } = generate(input, &arguments)?;
    Ok(known.stale.or_else(|| stale::reason(&target, &text)))
}

/// What a lock and its projects become.
fn generate(input: &Input, arguments: &Lock2nix) -> Result<Generated, Report> {
    let settings = &input.settings;
    let backend = backend::of(arguments, settings)?;
    let target = Target::of(arguments.output.as_deref(), &input.file);
    let origin = Origin {
        lock_file: input.file.name(),
        lock_hash: input::sha256(&input.text),
        facts_file: facts::name(&input.file),
        root: target.path_to(&input.file)?,
        script: input.file.script(),
    };
    let options = arguments.environments.over(&settings.environments);
    let resolved =
        Resolved::of(&input.lock, &options).map_err(|error| input.in_lock(error.into()))?;
    let mut warnings: Vec<_> =
        resolved.left_out.iter().map(|error| format!("warning: left out: {error}")).collect();
    let overlay = Overlay::merge(&resolved, &input.projects, settings);
    let known = Known::of(input, &overlay, arguments)?;
    let overlay = overlay.with_build_systems(&resolved.environments, &known.facts, settings);
    let known = known.clone().with_build_locks(input, &resolved, &overlay, arguments)?;
    let overlay = overlay.with_build_locks(&resolved, &input.projects, settings, &known.facts);
    let overlay = overlay.with_cycles_cut_for(backend, &resolved.environments);
    warnings.extend(told_of(&overlay, backend, arguments.verbosity.verbose));
    let requires_python = &input.lock.requires_python;
    let heading = Heading { origin: &origin, requires_python, options: &options, backend };
    let besides = emit::Known { facts: &known.facts, settings };
    // What is there already was read back when it was written.
    let before = target.before();
    let text = emit_unless(before.as_deref(), &heading, &resolved, &overlay, besides)?;
    let packages = counted(overlay.packages.len(), "package");
    let contents = format!("{packages}, {}", counted(resolved.environments.len(), "environment"));
    Ok(Generated { text, target, contents, known, warnings })
}

/// What will be built with something else than it asks for.
fn told_of(overlay: &Overlay<'_>, backend: Backend, verbose: bool) -> Vec<String> {
    let mut told: Vec<_> = overlay.cycles.iter().map(|cycle| format!("warning: {cycle}")).collect();
    if !told.is_empty() {
        told.push(format!("  help: {}", Cycle::HELP));
    }
    // That build systems are newer than asked for rarely matters; which of them nixpkgs has is for
    // whoever evaluates.
    let is_told =
        |unmet: &Unmet| backend == Backend::PyprojectNix && (unmet.instead.is_none() || verbose);
    let unmet: Vec<_> = overlay.unmet_build_requirements().into_iter().filter(is_told).collect();
    told.extend(unmet.iter().map(|unmet| format!("warning: {unmet}")));
    if !unmet.is_empty() {
        told.push(format!("  help: {}", Unmet::HELP));
    }
    for package in overlay.build_packages.values().filter(|variant| variant.is_built()) {
        let package = package.package;
        told.push(format!(
            "warning: {package}, which builds need, has no wheel for some environment: it is built with setuptools there"
        ));
    }
    told
}
