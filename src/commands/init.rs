//! `uvnix init`: a flake for a project that uv locked.

mod attributes;
mod flake;
mod next;
mod place;
mod plan;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::text::printable;

use super::input::Input;
use super::lock2nix::{self};
use crate::cli::{Environments, Init, Lock2nix};
use crate::console::{print, tell};
use flake::Flake;
use next::next;
use place::Place;
use plan::Plan;

#[derive(Debug, Error, Diagnostic)]
pub enum InitError {
    #[error("{} cannot be written: {cause}", printable::path(path))]
    #[diagnostic(
        code(uvnix::init::unwritable),
        help("allow it to be written, then run this again: nothing is overwritten")
    )]
    Unwritable { path: PathBuf, cause: io::Error },

    #[error("{} is there, and leads to no file", printable::path(.0))]
    #[diagnostic(code(uvnix::init::no_file), help("move it away, then run this again"))]
    NoFile(PathBuf),

    #[error("{} cannot be read: {cause}", printable::path(path))]
    #[diagnostic(code(uvnix::init::unreadable), help("mend its permissions, or move it away"))]
    Unreadable { path: PathBuf, cause: io::Error },

    #[error(
        "every environment of the project is for musl, and a flake is written for glibc and macOS"
    )]
    #[diagnostic(
        code(uvnix::init::no_system),
        help(
            "run `uvnix lock2nix`, and write a flake that takes `pkgs.pkgsMusl` in the place of `pkgs`; or add a system in [tool.uvnix.environments]"
        )
    )]
    NoSystem,
}

/// Makes what a project lacks, and tells what to do next.
pub fn run(arguments: Init) -> Result<(), Report> {
    let place = Place::find(&arguments.path)?;
    let input = Input::read(&place.file("uv.lock"), arguments.verbosity.verbose)?;
    let quiet = arguments.verbosity.quiet;
    let flake = described(&place, &input)?;
    let lock2nix = Lock2nix {
        lookup: arguments.lookup,
        verbosity: arguments.verbosity,
        ..Lock2nix::default()
    };
    // Before anything is written: what is there may be in the way.
    let plan = Plan::of(&place, &flake)?;
    lock2nix::one(&input, &input.file.path, &lock2nix)?;
    let steps = plan.carry_out(&place, quiet)?;
    if place.repository.is_some() {
        let has_facts = input.file.facts_path().is_file();
        let names = if has_facts { &["uv.nix", "uvnix.lock"][..] } else { &["uv.nix"] };
        let path = place.file(".gitattributes");
        match attributes::add(&path, names) {
            Ok(true) => say(&path, "written", quiet),
            Ok(false) => (),
            Err(cause) => {
                let path = printable::path(&path);
                tell(format_args!("warning: {path} cannot be written: {cause}"));
            }
        }
    }
    if quiet { Ok(()) } else { print(&(steps + &next(&place, &input, &plan, flake.name()))) }
}

fn described(place: &Place, input: &Input) -> Result<Flake, Report> {
    let resolved = input.resolved(&Environments::default())?;
    let pinned = fs::read_to_string(place.folder.join(".python-version")).ok();
    let pinned = pinned.as_deref().and_then(flake::pinned);
    let flake = Flake::of(&input.lock, &resolved.environments, pinned);
    let flake = flake.ok_or(InitError::NoSystem)?.named_after(&place.folder);
    let flake = flake.for_builders(input.settings.backend);
    let folder = place.repository.as_ref().and_then(|it| place.folder.strip_prefix(&it.root).ok());
    Ok(match folder {
        Some(folder) => flake.inside_repository(folder),
        None => flake,
    })
}

fn say(path: &Path, what: &str, quiet: bool) {
    if !quiet {
        tell(format_args!("{}: {what}", printable::path(path)));
    }
}
