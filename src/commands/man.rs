//! `uvnix man`: the manual pages.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;
use miette::{Diagnostic, Report};
use thiserror::Error;

use super::lock2nix::output::{print, replace};
use crate::cli::{Cli, Man};

#[derive(Debug, Error, Diagnostic)]
pub enum ManError {
    #[error("{} cannot be written: {cause}", path.display())]
    #[diagnostic(code(uvnix::man::unwritable), help("name a folder that you may write to"))]
    Unwritable { path: PathBuf, cause: io::Error },
}

/// Prints the page of the whole, or writes one for each command.
pub fn run(arguments: &Man) -> Result<(), Report> {
    let mut command = Cli::command();
    command.build();
    let Some(folder) = &arguments.folder else {
        return print(&text(&command));
    };
    fs::create_dir_all(folder)
        .map_err(|cause| ManError::Unwritable { path: folder.clone(), cause })?;
    write(&command, folder)?;
    for subcommand in command.get_subcommands().filter(|it| it.get_name() != "help") {
        write(subcommand, folder)?;
    }
    Ok(())
}

fn write(command: &Command, folder: &Path) -> Result<(), ManError> {
    let path = folder.join(format!("{}.1", title(command)));
    replace(&path, &text(command)).map_err(|cause| ManError::Unwritable { path, cause })
}

/// `uvnix-lock2nix`, as git's pages are called.
fn title(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

fn text(command: &Command) -> String {
    let mut bytes = Vec::new();
    let page = Page::new(command.clone()).title(title(command).to_uppercase());
    page.render(&mut bytes).expect("memory can be written to");
    String::from_utf8_lossy(&bytes).into_owned()
}
