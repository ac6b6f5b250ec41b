//! The options that a file was made with: its header records them in the command that updates the file, and the
//! next run keeps them.

use clap::Parser;
use uvnix::emit::header::Header;

use super::output::OutputFile;
use crate::cli::{Cli, Command, Contents};
use crate::console::tell;

/// The options to generate a file with, if the command line gives `asked`: all others are those of the existing
/// file only if none is given.
pub(crate) fn contents(file: &OutputFile, asked: &Contents, is_reset: bool) -> Contents {
    if asked.is_empty() && !is_reset { recorded(file) } else { asked.clone() }
}

/// The options that the header of the existing file records; none if it has no header.
pub(crate) fn recorded(file: &OutputFile) -> Contents {
    let options = || {
        let header = Header::parse(str::from_utf8(file.before.as_deref()?).ok()?)?;
        let command = shlex::split(header.command)?;
        match Cli::try_parse_from(command).ok()?.command {
            Command::Lock2nix(arguments) => Some(arguments.contents),
            _ => None,
        }
    };
    options().unwrap_or_default()
}

/// Prints which options the file is generated with, if there are any now or were before.
pub(crate) fn tell_about(file: &OutputFile, contents: &Contents) {
    let recorded = recorded(file);
    if *contents == recorded {
        if !contents.is_empty() {
            tell(format_args!("  options:{contents} (as before; `--reset-options` removes them)"));
        }
        return;
    }
    let before = match file.before {
        Some(_) => format!(" (before: {})", named(&recorded)),
        None => String::new(),
    };
    tell(format_args!("  options: {}{before}", named(contents)));
    let settings = contents.as_settings();
    if !settings.is_empty() {
        let lines = Vec::from_iter(settings.lines().map(|line| format!("\n    {line}"))).concat();
        tell(format_args!(
            "  help: later runs keep these options; to have them in pyproject.toml instead, add{lines}"
        ));
    }
}

fn named(contents: &Contents) -> String {
    match contents.to_string().trim() {
        "" => "none".to_owned(),
        options => options.to_owned(),
    }
}
