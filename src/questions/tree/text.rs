//! A tree, as a terminal shows it.

use std::fmt::Write;

use super::{Line, Tree};
use crate::text::characters::Characters;
use crate::text::printable::any_of;

/// The text of trees, each below the environments that it is for.
#[must_use]
pub fn print(trees: &[Tree], characters: Characters) -> String {
    let mut text = String::new();
    for (index, tree) in trees.iter().enumerate() {
        let gap = if index > 0 { "\n" } else { "" };
        let _ = writeln!(text, "{gap}# {}", any_of(&tree.environments));
        print_lines(&tree.lines, characters, &mut text);
        if tree.lines.is_empty() {
            text.push_str("(no packages)\n");
        }
    }
    if trees.iter().flat_map(|tree| &tree.lines).any(|line| line.is_repeated) {
        text.push_str("(*) already shown above\n");
    }
    text
}

fn print_lines(lines: &[Line], characters: Characters, text: &mut String) {
    let mut lasts = Vec::new();
    for line in lines {
        lasts.truncate(line.depth.saturating_sub(1));
        if line.depth > 0 {
            lasts.push(line.is_last);
        }
        text.push_str(&characters.branch(&lasts));
        text.push_str(&characters.shown(words(line)));
        text.push('\n');
    }
}

/// `server[fast] v1.0 (extra: web) (with app[cpu]) (*)`.
fn words(line: &Line) -> String {
    let mut words = line.name.clone();
    if !line.extras.is_empty() {
        let _ = write!(words, "[{}]", line.extras.join(", "));
    }
    if let Some(version) = &line.version {
        let _ = write!(words, " v{version}");
    }
    if let Some(extra) = &line.extra {
        let _ = write!(words, " (extra: {extra})");
    }
    if let Some(group) = &line.group {
        let _ = write!(words, " (group: {group})");
    }
    if !line.when.is_empty() {
        let _ = write!(words, " (with {})", alternatives(&line.when));
    }
    if line.is_repeated {
        words.push_str(" (*)");
    }
    words
}

/// `app[cpu], or app[gpu] and not app:dev`.
pub(crate) fn alternatives(when: &[Vec<String>]) -> String {
    let when: Vec<_> = when.iter().map(|clause| clause.join(" and ")).collect();
    when.join(", or ")
}
