//! `.gitattributes`: how git merges the generated files.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crate::commands::destination::destination;
use crate::fetch::plain_file;

/// `-merge`: if both sides changed a file, git keeps that of the current branch whole, and `lock2nix` writes it
/// again. `eol=lf`: other line endings would change the file. Not `linguist-generated`: GitHub would hide in a
/// review what has to be reviewed.
const ATTRIBUTES: &str = "-merge eol=lf";

/// Adds a line for each of these files that has none; returns whether it added any.
pub(super) fn add(path: &Path, names: &[&str]) -> io::Result<bool> {
    let path = &destination(path).map_err(io::Error::other)?;
    let before = match plain_file::read(path) {
        Ok(before) => String::from_utf8_lossy(&before).into_owned(),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => String::new(),
        Err(cause) => return Err(cause),
    };
    let added = added(&before, names);
    if added.is_empty() {
        return Ok(false);
    }
    // Appending keeps the existing lines, whatever happens.
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(added.as_bytes())?;
    Ok(true)
}

fn added(before: &str, names: &[&str]) -> String {
    let mut added = String::new();
    for name in names {
        let is_this = |line: &str| {
            let pattern = line.split_whitespace().next().unwrap_or_default();
            pattern.strip_prefix('/').unwrap_or(pattern) == *name
        };
        if !before.lines().any(is_this) {
            let _ = writeln!(added, "{name} {ATTRIBUTES}");
        }
    }
    let is_open = !before.is_empty() && !before.ends_with('\n');
    if is_open && !added.is_empty() { format!("\n{added}") } else { added }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_added_only_once() {
        let names = ["uv.nix", "uvnix.lock"];
        let first = added("", &names);
        assert_eq!(first, "uv.nix -merge eol=lf\nuvnix.lock -merge eol=lf\n");
        assert_eq!(added(&first, &names), "");
        assert_eq!(added("/uv.nix -diff\n", &["uv.nix"]), "");
    }

    #[test]
    fn a_last_line_without_a_newline_is_completed_first() {
        assert_eq!(added("*.png binary", &["uv.nix"]), "\nuv.nix -merge eol=lf\n");
    }
}
