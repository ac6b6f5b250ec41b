//! `uvnix lock2nix`: locks become Nix files.

mod facts;
mod input;
mod look;
mod output;

use std::path::Path;

use miette::{Diagnostic, NamedSource, Report};
use uvnix::emit::{Heading, Known, Origin, emit};
use uvnix::facts::Facts;
use uvnix::overlay::Overlay;
use uvnix::printable::masked;
use uvnix::resolved::Resolved;
use uvnix::settings::FactsWanted;

use super::fetch::Fetcher;
use crate::cli::Lock2nix;
use input::Input;
use look::Search;
use output::Target;

/// Writes the file of each lock, and returns what went wrong with which of them.
pub fn run(arguments: &Lock2nix) -> Vec<Report> {
    let paths = arguments.paths.iter();
    paths.filter_map(|path| generate(path, arguments).err()).collect()
}

/// Reads a lock and its projects, and writes its file, whole or not at all.
fn generate(path: &Path, arguments: &Lock2nix) -> Result<(), Report> {
    let input = Input::read(path, arguments.verbose)?;
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
    let facts = known(&input, &overlay, arguments)?;
    let overlay = overlay.with_build_systems(&resolved.environments, &facts, &input.settings);
    for unmet in overlay.unmet_build_requirements() {
        // That build systems are newer than asked for rarely matters.
        if unmet.instead.is_none() || arguments.verbose {
            eprintln!("warning: {unmet}");
        }
    }
    let requires_python = &input.lock.requires_python;
    let heading = Heading { origin: &origin, requires_python, options: &options };
    let text =
        emit(&heading, &resolved, &overlay, Known { facts: &facts, settings: &input.settings })?;
    target.write(&text, arguments.force)
}

/// What the lock does not say, from `uvnix.lock` or from where it can be found out.
fn known(input: &Input, overlay: &Overlay<'_>, arguments: &Lock2nix) -> Result<Facts, Report> {
    let wanted = arguments.facts.map_or(input.settings.facts, FactsWanted::from);
    let facts = facts::known(&input.file)?;
    if wanted == FactsWanted::None {
        return Ok(facts);
    }
    let needs = overlay.lacks(wanted);
    let fetcher = Fetcher::new(arguments.fetching(&input.settings))?;
    let folder = &input.file.folder;
    let search = Search { folder, fetcher: &fetcher, offline: arguments.offline };
    facts::complete(&facts, &needs, &search, &input.file)
}

/// A report that can show the place in the file at fault.
fn shown_in(error: Report, name: &str, text: &str) -> Report {
    let shows_a_place = <dyn Diagnostic>::labels(error.as_ref()).is_some();
    if shows_a_place { error.with_source_code(NamedSource::new(name, masked(text))) } else { error }
}
