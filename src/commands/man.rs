//! `uvnix man`: prints or writes the manual pages.

use std::fs;
use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;
use miette::Report;
use roff::{Roff, roman};

use crate::cli::{Cli, Man};
use crate::commands::file_error::FileError;
use crate::console::print;
use crate::fetch::whole_file::replace;

const HELP: &str = "pass a folder that you can write to";

/// Prints the page of `uvnix`, or writes a page for each command.
pub(crate) fn run(arguments: &Man) -> Result<(), Report> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &arguments.folder else {
        return print(&text(&command));
    };
    let is_other = folder.exists() && !folder.is_dir();
    let created =
        if is_other { Err(io::Error::other("not a folder")) } else { fs::create_dir_all(folder) };
    created.map_err(FileError::writing(folder, HELP))?;
    Ok(write(&command, folder)?)
}

/// Writes the pages of a command and of its subcommands.
fn write(command: &Command, folder: &Path) -> Result<(), FileError> {
    let path = folder.join(format!("{}.1", title(command)));
    replace(&path, &text(command)).map_err(FileError::writing(&path, HELP))?;
    command.get_subcommands().try_for_each(|subcommand| write(subcommand, folder))
}

/// The name of a page, as git names its pages: `uvnix-lock2nix`.
fn title(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

fn text(command: &Command) -> String {
    let mut bytes = Vec::new();
    render(command, &mut bytes).expect("writing to memory succeeds");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    text + &sections(&after)
}

fn render(command: &Command, out: &mut Vec<u8>) -> io::Result<()> {
    let page = Page::new(command.clone()).title(title(command).to_uppercase());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    if command.has_subcommands() {
        page.render_subcommands_section(out)?;
    }
    page.render_options_section(out)
}

/// The text after the options, such as examples, as sections that keep their lines.
fn sections(text: &str) -> String {
    let mut sections = Roff::new();
    for paragraph in text.split("\n\n") {
        match paragraph.split_once('\n') {
            Some((heading, lines)) if heading.ends_with(':') => {
                sections.control("SH", [heading.trim_end_matches(':').to_uppercase().as_str()]);
                sections.control("nf", []);
                for line in lines.lines() {
                    let line = line.strip_prefix("  ").unwrap_or(line);
                    sections.text([roman(line.to_owned())]);
                }
                sections.control("fi", []);
            }
            _ => {
                sections.control("PP", []);
                sections.text([roman(paragraph.to_owned())]);
            }
        }
    }
    sections.to_roff()
}
