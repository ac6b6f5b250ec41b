//! `uvnix init`: creates a flake for a project with a lock file.

mod direnv;
pub(crate) mod flake;
mod flake_plan;
mod git_files;
mod layout;
mod next;
pub(crate) mod nix_text;
mod project_folder;
mod selection;
mod source;
mod templates;

use std::path::{Path, PathBuf};

use miette::{Diagnostic, Report};
use thiserror::Error;
use uvnix::facts::build_lock::Upgrade;
use uvnix::lock::Source;
use uvnix::text::printable;

use super::foreign_lock;
use super::input::Input;
use super::lock2nix;
use super::lock2nix::options::{MissingData, OutputOptions, PlanOptions};
use super::lock2nix::output::OutputFile;
use super::python::PythonChoice;
use crate::cli::{Init, InitOptions};
use crate::commands::file_error::FileError;
use crate::console::{print, tell};
use flake::{Flake, project_of};
use flake_plan::FlakePlan;
use layout::Layout;
use next::{Shell, next};
use project_folder::ProjectFolder;
use selection::Selection;

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum InitError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),

    #[error("{} exists, but is not a file", printable::path(.0))]
    #[diagnostic(code(uvnix::init::no_file), help("move it away, then run `uvnix init` again"))]
    NoFile(PathBuf),

    #[error(
        "all environments of the project use musl, but `uvnix init` supports only glibc and macOS"
    )]
    #[diagnostic(
        code(uvnix::init::no_system),
        help(
            "run `uvnix lock2nix` and write a flake with `pkgs.pkgsMusl` instead of `pkgs`, or add a system to `systems` in [tool.uvnix.environments]"
        )
    )]
    NoSystem,

    #[error("{} contains no packages", printable::path(lock))]
    #[diagnostic(code(uvnix::init::empty))]
    Empty {
        lock: PathBuf,
        #[help]
        help: String,
    },
}

/// Creates the missing files of a project, and prints the next commands.
pub(crate) fn run(arguments: &Init) -> Result<(), Report> {
    let home = ProjectFolder::find(&arguments.path)?;
    let InitOptions { python, no_flake, lookup, build_systems, verbosity, .. } = &arguments.options;
    let layout = if *no_flake { Layout::Plain } else { Layout::Flake };
    let input = Input::read(&home.file(&home.lock), verbosity.verbose)?;
    if input.lock().packages().next().is_none() {
        let help = foreign_lock::advice(&home.folder);
        return Err(InitError::Empty { lock: input.file.path, help }.into());
    }
    let quiet = verbosity.quiet;
    let file = OutputFile::of(None, &input)?;
    let mut recorded = file.recorded.clone();
    if build_systems.are_locked.is_some() {
        recorded.build_systems = *build_systems;
    }
    let selection = Selection::of(&home, &input, recorded, *python)?;
    // `default.nix` takes uvnix from a repository.
    let address = source::uvnix();
    let uvnix = address.clone().filter(|it| !no_flake || source::repository(it).is_some());
    let flake = described(&home, &input, selection.choice.clone()).with_uvnix(uvnix);
    let options = PlanOptions {
        missing: MissingData::looked_up(lookup, *verbosity, Upgrade::Nothing),
        ..PlanOptions::of(input.settings(), selection.contents.clone()).with_lookup(lookup)
    };
    let output = OutputOptions { file: &file, force: false, verbosity: *verbosity };
    // Before anything is written: an existing file may be an error.
    let plan = FlakePlan::of(&home, &flake, layout)?;
    lock2nix::write(&input, &options, &output)?;
    for warning in selection.warnings(&plan, layout) {
        tell(warning);
    }
    if !flake.has_uvnix() && !matches!(plan, FlakePlan::Keep(..)) {
        let is_new = matches!(plan, FlakePlan::Write(_));
        tell(source::warning(address.as_deref(), layout, is_new));
    }
    let mut steps = plan.carry_out(&home, layout, quiet)?;
    let name = matches!(plan, FlakePlan::Tell(..)).then(|| flake.name());
    let has_direnv = arguments.options.direnv;
    if has_direnv {
        steps += &direnv::write(&home, &layout.direnv(name), quiet)?.unwrap_or_default();
    }
    if home.repository.is_some() {
        let facts = input.file.facts_path().is_file().then(|| input.file.facts_name());
        let generated = Vec::from_iter([home.nix_file()].into_iter().chain(facts));
        let lines = git_files::attributes(&generated, input.settings().builders.as_ref());
        git_files::add(&home.file(".gitattributes"), &lines, quiet);
    }
    if quiet {
        return Ok(());
    }
    let shell = Shell { layout, name, has_direnv };
    print(&(steps + &next(&home, &input, &plan, &shell)))
}

fn described(home: &ProjectFolder, input: &Input, choice: PythonChoice) -> Flake {
    let flake = Flake::of(input.lock(), choice).named_after(&home.folder).locked_in(&home.lock);
    let program = project_of(input.lock())
        .filter(|&id| !matches!(input.lock()[id].source, Source::Virtual(_)));
    let program =
        program.and_then(|id| input.workspace.projects().get(&id)?.meta.main_program.clone());
    let flake = flake.for_builders(input.settings().backend).with_program(program);
    let folder = home.repository.as_ref().and_then(|it| home.folder.strip_prefix(&it.root).ok());
    match folder {
        Some(folder) => flake.inside_repository(folder),
        None => flake,
    }
}

fn say(path: &Path, what: &str, quiet: bool) {
    if !quiet {
        tell(format_args!("{}: {what}", printable::path(path)));
    }
}
