//! The terminal: standard output, messages on standard error, colors and width.

mod address;
mod style;
mod width;

use std::env;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write, stderr, stdout};
use std::panic;
use std::sync::OnceLock;

use miette::{Diagnostic, MietteHandlerOpts, Report, set_hook};
use serde::Serialize;
use textwrap::{WordSeparator, WordSplitter};
use thiserror::Error;
use uvnix::text::characters::Characters;
use uvnix::text::printable::spelled_out;

use crate::cli::Color;
use address::WithAddresses;
use style::styled_lines;
pub(crate) use style::{Part, Role, changed, labelled, outlined};
pub(crate) use width::wrapped;

/// The value of `--color`.
static COLOR: OnceLock<Color> = OnceLock::new();

#[derive(Debug, Error, Diagnostic)]
#[error("standard output cannot be written: {cause}")]
#[diagnostic(code(uvnix::output::standard_output))]
struct PrintError {
    cause: io::Error,
    #[help]
    help: &'static str,
}

/// Sets colors and width of error reports. Call it once, before the first report.
pub(crate) fn set_up(color: Color) {
    let color = *COLOR.get_or_init(|| color);
    let columns = width::stated();
    let hook = set_hook(Box::new(move |_| {
        // Names, options and addresses stay whole, as in `wrapped`: so they can be copied.
        let options = MietteHandlerOpts::new()
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        let options = match wanted(color) {
            None => options,
            Some(is_wanted) => options.color(is_wanted),
        };
        let options = match columns {
            Some(columns) => options.width(columns),
            None => options,
        };
        let report = options.unicode(characters() == Characters::Unicode).build();
        let has_colors = wanted(color).unwrap_or_else(|| stderr().is_terminal());
        Box::new(WithAddresses { report, has_colors })
    }));
    hook.expect("the hook is set once, before the first report");
}

/// Reports a panic without raw control characters: its message can quote text from outside.
pub(crate) fn report_panics() {
    panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let message = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a panic");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tell(panic_report(message, &place));
    }));
}

fn panic_report(message: &str, place: &str) -> String {
    let message = spelled_out(message);
    format!(
        "error: uvnix stopped because of a bug: {message} ({place})\n\
         help: report it, with the command and its input"
    )
}

/// Prints to standard output. It is not an error if the reader closes the pipe.
pub(crate) fn print(text: &str) -> Result<(), Report> {
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => Err(not_printed(cause)),
        _ => Ok(()),
    }
}

/// Prints data as JSON to standard output.
pub(crate) fn print_json(data: &impl Serialize) -> Result<(), Report> {
    let text = serde_json::to_string_pretty(data).map_err(|cause| not_printed(cause.into()))?;
    print(&(text + "\n"))
}

fn not_printed(cause: io::Error) -> Report {
    let help = write_help(&cause, "redirect standard output to another file or program");
    PrintError { cause, help }.into()
}

/// The help for a failed write: `otherwise`, unless the device is full.
pub(crate) fn write_help(cause: &io::Error, otherwise: &'static str) -> &'static str {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the output device is full: free some space, or write to another device"
        }
        _ => otherwise,
    }
}

/// Prints a line to standard error. A failure is ignored.
pub(crate) fn tell(text: impl Display) {
    let _ = writeln!(stderr(), "{text}");
}

/// `text`, with a part of each line in its style, if standard output has colors.
pub(crate) fn styled(text: String, part: impl Fn(&str) -> Part) -> String {
    let color = COLOR.get().copied().unwrap_or_default();
    let has_colors = wanted(color).unwrap_or_else(|| stdout().is_terminal());
    if has_colors { styled_lines(&text, part) } else { text }
}

/// The characters that the terminal can show: all, unless the locale or `TERM` says otherwise.
pub(crate) fn characters() -> Characters {
    let is_dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    let set = |name: &&str| value(name).is_some();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find(set);
    let locale = locale.and_then(value).unwrap_or_default();
    let has_only_ascii = locale == "C" || locale == "POSIX";
    if has_only_ascii || is_dumb { Characters::Ascii } else { Characters::Unicode }
}

/// Whether to use colors; `None`: only on a terminal.
fn wanted(color: Color) -> Option<bool> {
    match color {
        Color::Always => Some(true),
        Color::Never => Some(false),
        Color::Auto if value("NO_COLOR").is_some() => Some(false),
        Color::Auto => value("CLICOLOR_FORCE").filter(|it| it != "0").map(|_| true),
    }
}

/// A variable of <https://no-color.org> or <https://bixense.com/clicolors>; an empty one counts as unset.
fn value(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_a_panic_moves_no_cursor() {
        let report = panic_report("invalid name `a\u{1b}[2Jb`", "src/a.rs:1:2");
        assert!(report.contains(r"a\u{1b}[2Jb") && !report.contains('\u{1b}'), "{report}");
        assert!(report.contains("src/a.rs:1:2"), "{report}");
    }
}
