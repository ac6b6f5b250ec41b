//! `--check`: compares a file with the text that it should have.

use std::time::Duration;

use miette::Report;
use similar::TextDiff;
use uvnix::text::printable::spelled_out;

use super::output::{Target, is_ours};
use crate::console::{colored, print};
use uvnix::emit::header::GENERATED;

/// The maximum number of lines of a diff.
const LINES: usize = 60;
/// The maximum time to compute a small diff.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether a file with the content `before` is up to date; prints a diff if it is not.
///
/// `remedy` is the command that updates it.
pub(crate) fn compare(
    target: &Target,
    text: &str,
    before: Option<&[u8]>,
    stale_facts: Option<&str>,
    remedy: &str,
) -> Result<bool, Report> {
    let mut told = match reason(text, before) {
        Some(reason) => format!("{target} {reason}: {}\n", remedy_of(before, remedy)),
        None => String::new(),
    };
    if let (Some(before), false) = (before, told.is_empty()) {
        told.push_str(&difference(&String::from_utf8_lossy(before), text, &target.to_string()));
    }
    if let Some(facts) = stale_facts {
        told = format!("{told}{facts}: {remedy}\n");
    }
    print(&told)?;
    Ok(told.is_empty())
}

/// Why a file is not up to date; `None` if it is. The subject of the reason is the file.
pub(crate) fn reason(text: &str, before: Option<&[u8]>) -> Option<&'static str> {
    match before {
        Some(before) if before == text.as_bytes() => None,
        None => Some("does not exist"),
        Some(before) if !is_ours(before, GENERATED) => Some("was not written by uvnix"),
        Some(before) if has_other_line_ends(before, text) => {
            Some("has CRLF line endings (to prevent this, add `uv.nix eol=lf` to .gitattributes)")
        }
        Some(_) => Some("is not up to date"),
    }
}

fn remedy_of(before: Option<&[u8]>, remedy: &str) -> String {
    match before {
        Some(before) if !is_ours(before, GENERATED) => {
            format!("move it away or overwrite it with `--force`, and {remedy}")
        }
        _ => remedy.to_owned(),
    }
}

fn has_other_line_ends(before: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(before).replace("\r\n", "\n") == text
}

/// A unified diff, cut where it gets long.
fn difference(old: &str, new: &str, name: &str) -> String {
    if has_other_line_ends(old.as_bytes(), new) {
        return String::new();
    }
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let text = diff.unified_diff().context_radius(2).header(name, name).to_string();
    let lines = text.lines().count();
    let shown = text.lines().take(LINES).map(|line| {
        // The existing file may contain any text.
        let shown = spelled_out(line);
        let shown = match line.as_bytes().first() {
            Some(b'-') => colored(&shown, 1),
            Some(b'+') => colored(&shown, 2),
            Some(b'@') => colored(&shown, 6),
            _ => shown,
        };
        shown + "\n"
    });
    let shown = String::from_iter(shown);
    if lines <= LINES { shown } else { format!("{shown}… and {} more lines\n", lines - LINES) }
}
