//! `uvnix diff`: shows what changed between two lock files.

mod revision;
mod side;

use miette::Report;
use uvnix::questions::diff::{self, Side, diff, print_markdown};

use super::question::print_json;
use crate::cli::{Diff, DiffFormat};
use crate::console::{characters, print, tell};
use side::Place;

/// Prints the difference.
pub fn run(arguments: &Diff) -> Result<(), Report> {
    let (old, new) = (Place::of(&arguments.old), Place::of(&arguments.new));
    let verbose = arguments.verbosity.verbose;
    let old_lock = old.read(&new, verbose)?;
    let new_lock = new.read(&old, verbose)?;
    let old = old_lock.resolved(&arguments.environments)?;
    let new = new_lock.resolved(&arguments.environments)?;
    let difference = diff(
        Side { resolved: &old, settings: &old_lock.settings },
        Side { resolved: &new, settings: &new_lock.settings },
    );
    if !difference.is_same_project && !arguments.verbosity.quiet {
        tell(format_args!(
            "note: {} and {} have no member in common; they are lock files of different projects",
            old_lock.name, new_lock.name
        ));
    }
    match arguments.format {
        DiffFormat::Text => print(&diff::print(&difference, characters())),
        DiffFormat::Markdown => print(&print_markdown(&difference)),
        DiffFormat::Json => print_json(&difference),
    }
}
