//! `uvnix tool upgrade`: locks the newest versions of tools.

use std::fs;
use std::path::{Path, PathBuf};

use miette::Report;
use uvnix::emit::header;
use uvnix::facts;
use uvnix::project::BuildRequirement;
use uvnix::text::printable;

use super::error::ToolError;
use super::requirements::Requirements;
use super::workshop::{Workshop, generate};
use super::{FILES, HELP};
use crate::cli::ToolUpgrade;
use crate::commands::destination::destination;
use crate::commands::diff;
use crate::commands::file_error::FileError;
use crate::commands::input::{Disk, Files, LockFile};
use crate::commands::lock2nix;
use crate::commands::lock2nix::target::{OutputError, existing, is_ours};
use crate::commands::paths::tidy;
use crate::commands::uv::Uv;
use crate::console::{print, tell};
use crate::fetch::whole_file::{remove, replace};

/// Upgrades the tools in these folders, or all in the working folder. A failure does not keep the others from
/// being upgraded.
pub(super) fn run(arguments: &ToolUpgrade) -> Result<(), Report> {
    let folders =
        if arguments.folders.is_empty() { tools_here() } else { arguments.folders.clone() };
    if folders.is_empty() {
        return Err(ToolError::NoTool(".".into()).into());
    }
    let uv = Uv::for_project(arguments.locking.lookup.network.offline)?;
    let mut failed: Option<Report> = None;
    for folder in &folders {
        if let Err(report) = upgrade(&tidy(folder), &uv, arguments, folders.len() > 1)
            && let Some(earlier) = failed.replace(report)
        {
            tell(format_args!("{earlier:?}"));
        }
    }
    failed.map_or(Ok(()), Err)
}

/// The tools in the working folder, and itself if it is one.
fn tools_here() -> Vec<PathBuf> {
    let entries = fs::read_dir(".").into_iter().flatten().flatten();
    let mut folders = Vec::from_iter(entries.map(|entry| tidy(&entry.path())));
    folders.sort();
    folders.insert(0, ".".into());
    folders.retain(|folder| Requirements::in_folder(folder).is_some());
    folders
}

fn upgrade(
    folder: &Path,
    uv: &Uv,
    arguments: &ToolUpgrade,
    is_one_of_several: bool,
) -> Result<(), Report> {
    let Some(requirements) = Requirements::in_folder(folder) else {
        return Err(ToolError::NoTool(folder.to_owned()).into());
    };
    let verbosity = arguments.locking.verbosity;
    refuse_foreign(folder)?;
    let workshop = Workshop::copy_of(folder)?;
    workshop.lock(uv, !arguments.locking.no_build)?;
    let input = workshop.input(verbosity.verbose)?;
    generate(&input, &arguments.locking.lookup, verbosity)?;
    let changes = changes(&workshop, folder)?;
    let name = printable::path(folder);
    if changes.is_empty() && !verbosity.quiet {
        tell(format_args!("{name}: up to date"));
    }
    if !changes.is_empty() && folder.join("uv.lock").exists() {
        let heading = if is_one_of_several { format!("{name}:\n") } else { String::new() };
        print(&(heading + &diff::between(folder, &workshop.folder(), false)?))?;
    }
    for (path, text) in changes {
        let failed = FileError::writing(&path, HELP);
        let place = destination(&path)?;
        text.map_or_else(|| remove(&place), |text| replace(&place, &text)).map_err(failed)?;
        if !verbosity.quiet {
            tell(format_args!("{}: written", printable::path(&path)));
        }
    }
    if let Some(pinned) = requirements.iter().find(|it| is_pinned(it)).filter(|_| !verbosity.quiet)
    {
        tell(format_args!(
            "note: {name} stays at `{pinned}`. For another version, change it in pyproject.toml and upgrade again"
        ));
    }
    Ok(())
}

/// Refuses to replace files that uvnix did not write, or cannot read.
fn refuse_foreign(folder: &Path) -> Result<(), Report> {
    for (name, mark) in [("uv.nix", header::GENERATED), ("uvnix.lock", facts::GENERATED)] {
        let path = folder.join(name);
        if existing(&path)?.is_some_and(|before| !is_ours(&before, mark)) {
            let help = "move it away, then upgrade the tool again";
            return Err(OutputError::NotOurs { path, help }.into());
        }
    }
    lock2nix::facts::read(&LockFile::at(folder.join("uv.lock"), &Disk)).map(drop)
}

/// The files that differ from those of the tool, with their new texts; `None`: no longer needed.
fn changes(workshop: &Workshop, folder: &Path) -> Result<Vec<(PathBuf, Option<String>)>, Report> {
    let mut changes = Vec::new();
    for name in FILES {
        let path = folder.join(name);
        let (before, after) = (Disk.text(&path)?, workshop.written(name)?);
        if before != after {
            changes.push((path, after));
        }
    }
    Ok(changes)
}

/// Whether a requirement allows one version only.
fn is_pinned(requirement: &str) -> bool {
    let requirement = requirement.parse::<BuildRequirement>();
    requirement.is_ok_and(|it| it.specifiers.iter().any(|it| it.to_string().starts_with("==")))
}
