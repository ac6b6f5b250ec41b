//! `--check`: a file beside what it should be.

use std::fs;
use std::io;

use miette::Report;
use similar::TextDiff;

use super::output::{self, OutputError, Target};

/// How much of a difference is shown.
const LINES: usize = 60;

/// Whether a file is as it should be; where it is not, what would change is printed.
///
/// `remedy` says how it is brought up to date.
pub fn compare(
    target: &Target,
    text: &str,
    stale_facts: Option<&str>,
    remedy: &str,
) -> Result<bool, Report> {
    let Target::File(path) = target else {
        output::print(text)?;
        return Ok(stale_facts.is_none());
    };
    let old = match fs::read(path) {
        Ok(old) => Some(old),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
        Err(cause) => return Err(OutputError::Unwritable { path: path.clone(), cause }.into()),
    };
    if old.as_deref() == Some(text.as_bytes()) && stale_facts.is_none() {
        return Ok(true);
    }
    let told = match old {
        None => format!("{target} is not there: {remedy}\n"),
        Some(old) if old == text.as_bytes() => String::new(),
        Some(old) => {
            let difference = difference(&String::from_utf8_lossy(&old), text, &target.to_string());
            format!("{target} is not up to date: {remedy}\n{difference}")
        }
    };
    let facts = stale_facts.map(|facts| format!("{facts}: {remedy}\n"));
    let facts = facts.unwrap_or_default();
    output::print(&(told + &facts))?;
    Ok(false)
}

/// Why a file is not as it should be, if it is not.
pub fn reason(target: &Target, text: &str) -> Option<String> {
    match target.before() {
        Some(before) if before == text => None,
        Some(_) => Some("it is not what it should be".to_owned()),
        None => Some("it is not there".to_owned()),
    }
}

/// A unified diff, cut where it gets long.
fn difference(old: &str, new: &str, name: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(2).header(name, name).to_string();
    let lines = text.lines().count();
    if lines <= LINES {
        return text;
    }
    let shown: Vec<_> = text.lines().take(LINES).collect();
    format!("{}\n… and {} lines more\n", shown.join("\n"), lines - LINES)
}
