//! `uvnix diff`: what changed between two locks.

mod side;

use miette::Report;
use uvnix::diff::{self, Side, diff, print_markdown};
use uvnix::resolved::Resolved;

use super::question::print_json;
use crate::cli::{Diff, DiffFormat, Environments};
use crate::console::{characters, print};
use side::{Locked, Place};

/// Prints what changed.
pub fn run(arguments: &Diff) -> Result<(), Report> {
    let (old, new) = (Place::of(&arguments.old), Place::of(&arguments.new));
    let verbose = arguments.verbosity.verbose;
    let old_lock = old.read(&new, verbose)?;
    let new_lock = new.read(&old, verbose)?;
    let old = resolved(&old_lock, &arguments.environments)?;
    let new = resolved(&new_lock, &arguments.environments)?;
    let difference = diff(
        Side { resolved: &old, settings: &old_lock.settings },
        Side { resolved: &new, settings: &new_lock.settings },
    );
    if !difference.is_same_project && !arguments.verbosity.quiet {
        eprintln!(
            "note: {} and {} have no member in common: they are locks of different projects",
            old_lock.name, new_lock.name
        );
    }
    match arguments.format {
        DiffFormat::Text => print(&diff::print(&difference, characters())),
        DiffFormat::Markdown => print(&print_markdown(&difference)),
        DiffFormat::Json => print_json(&difference),
    }
}

fn resolved<'l>(locked: &'l Locked, environments: &Environments) -> Result<Resolved<'l>, Report> {
    let options = environments.over(&locked.settings.environments);
    Resolved::of(&locked.lock, &options).map_err(|error| locked.in_lock(error.into()))
}
