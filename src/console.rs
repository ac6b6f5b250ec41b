//! The terminal: what is printed and told, in which colours, and how wide.

use std::env;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write, stderr, stdout};
use std::sync::OnceLock;

use miette::{Diagnostic, MietteHandlerOpts, Report, set_hook};
use thiserror::Error;
use uvnix::text::characters::Characters;

use crate::cli::Color;

/// What was asked for.
static COLOR: OnceLock<Color> = OnceLock::new();

#[derive(Debug, Error, Diagnostic)]
#[error("what was asked for cannot be printed: {cause}")]
#[diagnostic(
    code(uvnix::output::standard_output),
    help("make room where standard output leads to, or have it lead elsewhere")
)]
struct PrintError {
    cause: io::Error,
}

/// Has reports printed so. It is done once, before the first of them.
pub fn set_up(color: Color) {
    let color = *COLOR.get_or_init(|| color);
    let columns = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let hook = set_hook(Box::new(move |_| {
        let options = MietteHandlerOpts::new();
        let options = match wanted(color) {
            None => options,
            Some(is_wanted) => options.color(is_wanted),
        };
        let options = match columns {
            // Fewer would be a letter a line.
            Some(columns) if columns > 0 => options.width(usize::max(columns, 20)),
            _ => options,
        };
        Box::new(options.unicode(characters() == Characters::Unicode).build())
    }));
    hook.expect("nothing was reported yet");
}

/// Prints what was asked for. A reader that has seen enough is no error.
pub fn print(text: &str) -> Result<(), Report> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(PrintError { cause }.into()),
        _ => Ok(()),
    }
}

/// Tells something besides. That nobody can hear it is no reason to stop.
pub fn tell(text: impl Display) {
    let _ = writeln!(stderr(), "{text}");
}

/// `text` in one of the eight colours, if what is printed has colours.
pub fn colored(text: &str, color: u8) -> String {
    let color_of = COLOR.get().copied().unwrap_or_default();
    if wanted(color_of).unwrap_or_else(|| stdout().is_terminal()) {
        format!("\u{1b}[{}m{text}\u{1b}[0m", 30 + color)
    } else {
        text.to_owned()
    }
}

/// What can be shown: everything, unless the locale or the terminal says otherwise.
pub fn characters() -> Characters {
    let is_dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    let set = |name: &&str| value(name).is_some();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find(set);
    let locale = locale.and_then(value).unwrap_or_default();
    let has_only_ascii = locale == "C" || locale == "POSIX";
    if has_only_ascii || is_dumb { Characters::Ascii } else { Characters::Unicode }
}

/// Whether colours are wanted; none: as on a terminal.
fn wanted(color: Color) -> Option<bool> {
    match color {
        Color::Always => Some(true),
        Color::Never => Some(false),
        Color::Auto if value("NO_COLOR").is_some() => Some(false),
        Color::Auto => value("CLICOLOR_FORCE").filter(|it| it != "0").map(|_| true),
    }
}

/// What these variables mean is agreed on at <https://no-color.org> and <https://bixense.com/clicolors>.
fn value(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}
