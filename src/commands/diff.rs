//! `uvnix diff`: shows what changed between two lock files.

mod revision;
mod side;

use miette::Report;
use uvnix::questions::diff::{self, Side, diff, print_markdown};

use super::input::Input;
use super::question::print_json;
use crate::cli::{Diff, DiffFormat};
use crate::console::{characters, print, tell};
use side::LockPlace;

/// Prints the difference.
pub(crate) fn run(arguments: &Diff) -> Result<(), Report> {
    let (old, new) = (LockPlace::of(&arguments.old), LockPlace::of(&arguments.new));
    let verbose = arguments.verbosity.verbose;
    let old_lock = old.read(&new, verbose)?;
    let new_lock = new.read(&old, verbose)?;
    let options = |lock: &Input| arguments.environments.over(&lock.settings.environments);
    let old = old_lock.resolved(&options(&old_lock))?;
    let new = new_lock.resolved(&options(&new_lock))?;
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
