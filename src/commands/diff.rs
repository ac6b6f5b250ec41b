//! `uvnix diff`: shows what changed between two lock files.

mod revision;
mod side;

use std::path::Path;

use miette::Report;
use uvnix::questions::diff::{self, Difference, Generated, Side, diff, print_markdown};
use uvnix::resolution::resolved::Resolved;

use super::input::Input;
use super::question::print_json;
use crate::cli::{Diff, DiffFormat, Environments};
use crate::console::{changed, characters, print, styled, tell};
use side::{LockPlace, LockSide};

/// Prints the difference.
pub(crate) fn run(arguments: &Diff) -> Result<(), Report> {
    let (old, new) = (LockPlace::of(&arguments.old), LockPlace::of(&arguments.new));
    let verbose = arguments.verbosity.verbose;
    let old_lock = old.read(&new, verbose)?;
    let new_lock = new.read(&old, verbose)?;
    let difference = compare(&old_lock, &new_lock, &arguments.environments)?;
    if !difference.is_same_project && !arguments.verbosity.quiet {
        tell(format_args!(
            "note: {} and {} have no member in common; they are lock files of different projects",
            old_lock.input.name, new_lock.input.name
        ));
    }
    match arguments.format {
        DiffFormat::Text => print(&text(&difference)),
        DiffFormat::Markdown => print(&print_markdown(&difference)),
        DiffFormat::Json => print_json(&difference),
    }
}

/// The difference between the lock files of two folders, as `uvnix diff` prints it.
pub(crate) fn between(old: &Path, new: &Path, verbose: bool) -> Result<String, Report> {
    let (old, new) = (LockSide::on_disk(old, verbose)?, LockSide::on_disk(new, verbose)?);
    Ok(text(&compare(&old, &new, &Environments::default())?))
}

fn compare(
    old_lock: &LockSide,
    new_lock: &LockSide,
    environments: &Environments,
) -> Result<Difference, Report> {
    let options = |lock: &Input| environments.over(&lock.settings().environments);
    let old = old_lock.input.resolved(&options(&old_lock.input))?;
    let new = new_lock.input.resolved(&options(&new_lock.input))?;
    let (old_sources, new_sources) = (old_lock.sources(), new_lock.sources());
    Ok(diff(side(old_lock, &old, &old_sources), side(new_lock, &new, &new_sources)))
}

fn side<'a>(lock: &'a LockSide, resolved: &'a Resolved<'a>, sources: &'a [&'a str]) -> Side<'a> {
    let LockSide { input, facts, stated, generated, generated_name: name, .. } = lock;
    let functions = lock.functions.as_deref();
    let generated = generated.as_deref();
    let generated =
        generated.map(|text| Generated { name, text, functions, lock: &input.text, sources });
    let name = lock.lock_name();
    Side { resolved, workspace: &input.workspace, facts, stated, name, generated }
}

/// The text of a difference.
fn text(difference: &Difference) -> String {
    styled(diff::print(difference, characters()), changed)
}
