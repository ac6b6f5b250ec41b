//! The options that a file was made with: its header records them in the command that updates the file, and the
//! next run keeps them.

use clap::Parser;
use uvnix::emit::header::Header;

use crate::cli::{Cli, Command, Contents};
use crate::console::tell;

/// The options that the header of a file records; none if it has no header.
pub(crate) fn of(text: &[u8]) -> Contents {
    let options = || {
        let header = Header::parse(str::from_utf8(text).ok()?)?;
        let command = shlex::split(header.command)?;
        match Cli::try_parse_from(command).ok()?.command {
            Command::Lock2nix(arguments) => Some(arguments.contents),
            _ => None,
        }
    };
    options().unwrap_or_default()
}

/// Prints which options a file is generated with, if there are any now or were before; `is_new`: it did not exist.
pub(crate) fn tell_about(contents: &Contents, recorded: &Contents, is_new: bool) {
    if contents == recorded {
        if !contents.is_empty() {
            tell(format_args!("  options:{contents} (as before; `--reset-options` removes them)"));
        }
        return;
    }
    let before = if is_new { String::new() } else { format!(" (before: {})", named(recorded)) };
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
