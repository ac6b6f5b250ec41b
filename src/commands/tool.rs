//! `uvnix tool`: packages one program, without a project of the user.
//!
//! | file | open it for |
//! |---|---|
//! | this one | the steps to create a tool |
//! | `upgrade` | `uvnix tool upgrade` |
//! | `requirements` | `pyproject.toml` |
//! | `workshop` | the temporary folder in which uv and uvnix write the files |
//! | `about` | the programs and the description of the package |
//! | `expression` | `default.nix` |
//! | `error` | the errors |

mod about;
mod error;
mod expression;
mod requirements;
mod upgrade;
mod workshop;

use std::fs;
use std::io;
use std::path::Path;

use miette::Report;
use uvnix::environment::nixpkgs;
use uvnix::text::printable;

use super::init::nix_text::literal;
use super::paths::{argument, tidy};
use super::uv::Uv;
use crate::cli::{NewTool, Tool, ToolAction, ToolLocking};
use crate::commands::file_error::FileError;
use crate::console::{print, tell};
use crate::fetch::whole_file::{folder_of, make};
use about::About;
use error::ToolError;
use requirements::Requirements;
use workshop::{Workshop, generate};

/// The files of a tool, in the order in which they are written.
const FILES: [&str; 5] = ["uvnix.lock", "pyproject.toml", "uv.lock", "uv.nix", "default.nix"];
const HELP: &str = "check the permissions of the folder, or pass another one with `--output`";

/// Creates a tool, or upgrades some.
pub(crate) fn run(arguments: &Tool) -> Result<(), Report> {
    match &arguments.action {
        Some(ToolAction::Upgrade(arguments)) => upgrade::run(arguments),
        None => create(&arguments.new),
    }
}

fn create(arguments: &NewTool) -> Result<(), Report> {
    let NewTool { name, from, indexes, with, python, output, locking, .. } = arguments;
    let ToolLocking { no_build, lookup, verbosity } = locking;
    let named = name.as_ref().map(|it| Path::new(it.name.as_ref()));
    if let Some(folder) = output.as_deref().or(named) {
        check_vacant(folder)?;
    }
    let uv = Uv::for_project(lookup.network.offline)?;
    let workshop = Workshop::new()?;
    let python = python.unwrap_or(nixpkgs::PYTHON3);
    let own = match (name, from) {
        (Some(name), Some(_)) if name.has_versions => {
            return Err(ToolError::TwoSources(name.requirement.clone()).into());
        }
        (Some(name), Some(url)) => format!("{} @ {url}", name.with_extras),
        (Some(name), None) => name.requirement.clone(),
        (None, url) => {
            workshop.write(
                "pyproject.toml",
                &Requirements { python, list: vec![], indexes: indexes.clone() }.text(),
            )?;
            workshop.add(&uv, url.as_deref().unwrap_or_default(), !no_build)?
        }
    };
    let with = with.iter().map(|it| it.requirement.clone());
    let list = [own].into_iter().chain(with).collect();
    let requirements = Requirements { python, list, indexes: indexes.clone() };
    let Some(name) = requirements.name() else {
        let message = "it does not tell the name of the package".to_owned();
        return Err(ToolError::not_created(message).into());
    };
    let folder = tidy(output.as_deref().unwrap_or(Path::new(name.as_ref())));
    check_vacant(&folder)?;
    workshop.write("pyproject.toml", &requirements.text())?;
    workshop.lock(&uv, !no_build)?;
    let input = workshop.input(verbosity.verbose)?;
    let about = About::read(&input, &name, &lookup.network)?;
    generate(&input, lookup, *verbosity)?;
    workshop.write("default.nix", &expression::text(&name, python, &about.distribution))?;
    publish(&workshop, &folder)?;
    if verbosity.quiet {
        return Ok(());
    }
    for name in FILES.iter().filter(|name| folder.join(name).exists()) {
        tell(format_args!("{}: written", printable::path(&folder.join(name))));
    }
    print(&next(&folder))
}

/// What to do with a new tool.
fn next(folder: &Path) -> String {
    format!(
        "Next:\n  git add {}\n\nIn a flake with the input `pyproject-nix` (github:pyproject-nix/pyproject.nix):\n\n    \
         pkgs.callPackage {} {{ inherit pyproject-nix; }}\n",
        argument(folder),
        if folder.is_absolute() { printable::path(folder) } else { literal(folder) }
    )
}

/// Refuses to write to a folder that exists.
fn check_vacant(folder: &Path) -> Result<(), ToolError> {
    if folder.symlink_metadata().is_err() {
        return Ok(());
    }
    let again = if Requirements::in_folder(folder).is_some() {
        format!("run `uvnix tool upgrade {}`, or ", argument(folder))
    } else {
        String::new()
    };
    let help = format!("{again}pass another folder with `--output`; no files were changed");
    Err(ToolError::Exists { folder: folder.to_owned(), help })
}

/// Writes the files to the new folder, or nothing.
fn publish(workshop: &Workshop, folder: &Path) -> Result<(), Report> {
    let above = folder_of(folder);
    fs::create_dir_all(above).map_err(FileError::writing(above, HELP))?;
    match fs::create_dir(folder) {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
            return Ok(check_vacant(folder)?);
        }
        made => made.map_err(FileError::writing(folder, HELP))?,
    }
    let written = FILES.iter().try_for_each(|name| {
        let Some(text) = workshop.written(name)? else { return Ok(()) };
        let path = folder.join(name);
        Ok(make(&path, &text).map_err(FileError::writing(&path, HELP))?)
    });
    if written.is_err() {
        fs::remove_dir_all(folder).ok();
    }
    written
}
