//! `uvnix adopt`: moves a project from another tool to uv, in the versions that are locked.
//!
//! | file | open it for |
//! |---|---|
//! | this one | the steps |
//! | `old_lock` | the lock file of the other tool |
//! | `copy` | the temporary copy of the project |
//! | `migration` | `--migrate` |
//! | `pyproject` | what the seed of the new lock has to fit |
//! | `locking` | runs uv until the new lock is as close to the old one as possible |
//! | `error` | the errors |

mod copy;
mod error;
mod locking;
mod migration;
mod old_lock;
mod pyproject;

use std::fs;
use std::path::Path;

use miette::Report;
use uvnix::project::{BuildFiles, Project, Pyproject};
use uvnix::text::printable;

use super::destination::destination;
use super::init;
use super::input::{Disk, Files, shown_beside};
use super::paths::tidy;
use super::uv::Uv;
use crate::cli::{Adopt, Init};
use crate::commands::file_error::FileError;
use crate::console::{characters, tell};
use crate::fetch::whole_file;
use copy::ProjectCopy;
use error::AdoptError;
use locking::{Locked, Locking};
use old_lock::OldLock;
use pyproject::ProjectTable;

/// Writes `uv.lock` with the versions of another lock file, and creates a flake.
pub(crate) fn run(arguments: &Adopt) -> Result<(), Report> {
    let old = OldLock::read(&arguments.path)?;
    let folder = old.folder();
    let new = tidy(&folder.join("uv.lock"));
    if new.symlink_metadata().is_ok() {
        return Err(AdoptError::AlreadyLocked(new).into());
    }
    let before = Disk.text(&tidy(&folder.join("pyproject.toml")))?;
    let has_project = before.as_ref().is_some_and(|text| text.contains("[project]"));
    if !has_project && !arguments.code.migrate {
        // Before a large project is copied.
        read_pyproject(folder, folder)?;
    }
    let uv = Uv::for_project(arguments.options.lookup.network.offline)?;
    let copy = ProjectCopy::of(folder, old.local_paths())?;
    if arguments.code.migrate {
        migration::migrate(&uv, &copy.folder, &name_of(folder))??;
    }
    let pyproject = read_pyproject(&copy.folder, folder)?;
    for table in pyproject.unread() {
        tell(format_args!(
            "warning: uv does not read {table} in pyproject.toml, so its packages are not locked. \
             Move them to [project] or [dependency-groups]{}",
            if arguments.code.migrate { "" } else { ", or pass `--migrate`" }
        ));
    }
    let locked = lock(arguments, &old, &uv, &copy, &pyproject)?;
    if !arguments.options.verbosity.quiet || arguments.exact {
        let text = locked.adopted.print(&old.name(), &locked.reasons, characters());
        tell(text.trim_end());
    }
    if arguments.exact && !locked.adopted.is_exact() {
        return Err(AdoptError::Changed(old.path).into());
    }
    if arguments.code.migrate {
        write_pyproject(folder, &copy, before.as_deref(), arguments.options.verbosity.quiet)?;
    }
    whole_file::make(&new, &locked.text).map_err(FileError::writing(&new, HELP))?;
    say(&new, arguments.options.verbosity.quiet);
    if arguments.no_init {
        return Ok(());
    }
    init::run(&Init { path: folder.to_owned(), options: arguments.options.clone() })
}

fn lock(
    arguments: &Adopt,
    old: &OldLock,
    uv: &Uv,
    copy: &ProjectCopy,
    pyproject: &ProjectTable,
) -> Result<Locked, Report> {
    if !arguments.options.verbosity.quiet {
        tell(format_args!("uv locks the project with the versions of {}", old.name()));
    }
    let uv_toml = copy.uv_toml().and_then(|text| text.parse().ok());
    let locking = Locking {
        uv,
        folder: &copy.folder,
        pyproject,
        old: &old.lock,
        may_build: !arguments.code.no_build,
    };
    locking.run(&pyproject.seed(uv_toml.as_ref()).text(&old.lock))
}

const HELP: &str = "check the permissions of the folder, then run `uvnix adopt` again";

/// Reads the `pyproject.toml` in a folder. Errors show it as that of the project.
fn read_pyproject(folder: &Path, project: &Path) -> Result<ProjectTable, Report> {
    let path = tidy(&project.join("pyproject.toml"));
    let Some(text) = Disk.text(&folder.join("pyproject.toml"))? else {
        return Err(AdoptError::NoProject { path, exists: false }.into());
    };
    let checked = Pyproject::parse(&text).and_then(|pyproject| {
        Project::of(&pyproject, &BuildFiles::default())?;
        pyproject.to_table()
    });
    let table = checked.map_err(|error| shown_beside(error.into(), &path, &text, project))?;
    let pyproject = ProjectTable::of(table);
    if !pyproject.has_project() {
        return Err(AdoptError::NoProject { path, exists: true }.into());
    }
    Ok(pyproject)
}

/// Writes the converted `pyproject.toml` over the one of the project.
fn write_pyproject(
    folder: &Path,
    copy: &ProjectCopy,
    before: Option<&str>,
    quiet: bool,
) -> Result<(), Report> {
    let path = tidy(&folder.join("pyproject.toml"));
    let failed = FileError::writing(&path, HELP);
    let text = fs::read_to_string(copy.folder.join("pyproject.toml")).map_err(&failed)?;
    if Some(text.as_str()) != before {
        whole_file::replace(&destination(&path)?, &text).map_err(&failed)?;
        say(&path, quiet);
    }
    Ok(())
}

/// The name of a folder, also of `.`.
fn name_of(folder: &Path) -> String {
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn say(path: &Path, quiet: bool) {
    if !quiet {
        tell(format_args!("{}: written", printable::path(path)));
    }
}
