//! The ways to a package, as a terminal shows them.

use std::fmt::Write;

use super::{Path, Step, Why};
use crate::questions::tree::alternatives;
use crate::text::characters::Characters;
use crate::text::printable::{any_of, counted};

/// The text of the answers for each version of a package, with all environments looked at called `all`.
#[must_use]
pub fn print(answers: &[Why], all: &str, characters: Characters) -> String {
    let mut text = String::new();
    for (index, why) in answers.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        print_one(why, all, characters, &mut text);
    }
    characters.shown(text)
}

fn print_one(why: &Why, all: &str, characters: Characters, text: &mut String) {
    let places = why.environments.as_ref().map_or_else(|| all.to_owned(), |it| any_of(it));
    let _ = writeln!(text, "{} is installed in {places}", named(&why.name, why.version.as_deref()));
    if why.is_member {
        text.push_str("  it is a member of the project\n");
    }
    for path in &why.paths {
        text.push('\n');
        print_path(path, why, characters, text);
    }
    if why.left_out == 0 && why.has_uncounted {
        text.push_str("\nThere are more paths: the list ends here.\n");
    } else if why.left_out > 0 {
        let more = if why.has_uncounted { "more than " } else { "" };
        let others = counted(why.left_out, "other path");
        let _ = writeln!(text, "\n{more}{others}; use `--all` to list them");
    }
}

fn print_path(path: &Path, why: &Why, characters: Characters, text: &mut String) {
    let mut extras: &[String] = &[];
    for (index, step) in path.steps.iter().enumerate() {
        let name = named(&with_extras(&step.name, extras), step.version.as_deref());
        let line = format!("{}{name}{}", indent(index, characters), reason(step));
        let _ = writeln!(text, "  {line}");
        extras = &step.extras;
    }
    let name = named(&with_extras(&why.name, extras), why.version.as_deref());
    let _ = writeln!(text, "  {}{name}", indent(path.steps.len(), characters));
    if let Some(environments) = &path.environments {
        let _ = writeln!(text, "  in {}", any_of(environments));
    }
    if !path.when.is_empty() {
        let _ = writeln!(text, "  with {}", alternatives(&path.when));
    }
}

fn indent(depth: usize, characters: Characters) -> String {
    characters.branch(&vec![true; depth])
}

/// ` (extra: web) (where sys_platform == 'linux')`.
fn reason(step: &Step) -> String {
    let mut reason = String::new();
    if let Some(extra) = &step.extra {
        let _ = write!(reason, " (extra: {extra})");
    }
    if let Some(group) = &step.group {
        let _ = write!(reason, " (group: {group})");
    }
    if let Some(marker) = &step.marker {
        let _ = write!(reason, " (where {marker})");
    }
    reason
}

fn with_extras(name: &str, extras: &[String]) -> String {
    if extras.is_empty() { name.to_owned() } else { format!("{name}[{}]", extras.join(", ")) }
}

fn named(name: &str, version: Option<&str>) -> String {
    version.map_or_else(|| name.to_owned(), |version| format!("{name} v{version}"))
}
