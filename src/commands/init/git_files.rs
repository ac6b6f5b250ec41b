//! `.gitattributes` and `.gitignore`: how git treats the files around a project.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use uvnix::lock::RelativePath;
use uvnix::text::printable;

use super::say;
use crate::commands::destination::destination;
use crate::console::tell;
use crate::fetch::plain_file::{self, if_present};

/// What git does with a generated file. `-merge`: if both sides changed a file, git keeps that of the current branch whole, and `lock2nix` writes it
/// again. `eol=lf`: other line endings would change the file. Not `linguist-generated`: GitHub would hide in a
/// review what has to be reviewed.
const ATTRIBUTES: &str = "-merge eol=lf";

/// The lines for the generated files of a project. The file with the functions of several projects, if it is in the
/// folder of the project, is the same for one version of uvnix: GitHub may hide it.
pub(super) fn attributes(generated: &[String], functions: Option<&RelativePath>) -> Vec<String> {
    let own = generated.iter().map(|name| format!("{name} {ATTRIBUTES}"));
    let functions = functions.filter(|path| !path.climbs());
    own.chain(functions.map(|path| format!("{path} {ATTRIBUTES} linguist-generated"))).collect()
}

/// Adds each of these lines whose pattern has none, and says so; a failure is a warning.
pub(super) fn add(path: &Path, lines: &[impl AsRef<str>], quiet: bool) {
    let lines = &Vec::from_iter(lines.iter().map(AsRef::as_ref));
    match append(path, lines) {
        Ok(true) => say(path, "written", quiet),
        Ok(false) => (),
        Err(cause) => {
            let (path, lines) = (printable::path(path), lines.join("\n    "));
            tell(format_args!(
                "warning: {path} cannot be written: {cause}\n  help: add to it:\n    {lines}"
            ));
        }
    }
}

fn append(path: &Path, lines: &[&str]) -> io::Result<bool> {
    let path = &destination(path).map_err(io::Error::other)?;
    let before = if_present(plain_file::read(path))?.unwrap_or_default();
    let added = added(&String::from_utf8_lossy(&before), lines);
    if added.is_empty() {
        return Ok(false);
    }
    // Appending keeps the existing lines, whatever happens.
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(added.as_bytes())?;
    Ok(true)
}

fn added(before: &str, lines: &[&str]) -> String {
    let pattern = |line: &str| {
        let pattern = line.split_whitespace().next().unwrap_or_default();
        pattern.trim_matches('/').to_owned()
    };
    let is_there = |wanted: &str| before.lines().any(|line| pattern(line) == pattern(wanted));
    let missing = lines.iter().filter(|line| !is_there(line));
    let added = String::from_iter(missing.map(|line| format!("{line}\n")));
    let is_open = !before.is_empty() && !before.ends_with('\n');
    if is_open && !added.is_empty() { format!("\n{added}") } else { added }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 2] = ["uv.nix -merge eol=lf", "uvnix.lock -merge eol=lf"];

    #[test]
    fn a_line_is_added_only_once() {
        let first = added("", &LINES);
        assert_eq!(first, "uv.nix -merge eol=lf\nuvnix.lock -merge eol=lf\n");
        assert_eq!(added(&first, &LINES), "");
        assert_eq!(added("/uv.nix -diff\n", &LINES[..1]), "");
        assert_eq!(added(".direnv\n", &[".direnv/"]), "");
    }

    #[test]
    fn only_functions_may_be_hidden_in_reviews() {
        let path = |text: &str| RelativePath::try_from(text).unwrap();
        let generated = ["uv.nix".to_owned(), "uvnix.lock".to_owned()];
        assert_eq!(attributes(&generated[..1], None), LINES[..1]);
        assert_eq!(attributes(&generated, Some(&path("../nix/f.nix"))), LINES);
        let lines = attributes(&generated, Some(&path("nix/f.nix")));
        assert_eq!(lines[2], "nix/f.nix -merge eol=lf linguist-generated");
    }

    #[test]
    fn a_last_line_without_a_newline_is_completed_first() {
        assert_eq!(added("*.png binary", &LINES[..1]), "\nuv.nix -merge eol=lf\n");
    }
}
