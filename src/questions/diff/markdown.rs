//! A difference, as a comment on a pull request.

use std::fmt::Write;

use super::lines::{alarms, lines};
use super::text::{summary, what};
use super::{ChangeKind, Difference};
use crate::text::characters::Characters;
use crate::text::printable::any_of;

/// Marks the comment, so that a program can find and replace it.
const MARKER: &str = "<!-- uvnix-diff -->";

/// The Markdown of a difference.
#[must_use]
pub fn print(difference: &Difference) -> String {
    let mut text = format!("{MARKER}\n");
    let alarms = alarms(difference, Characters::Unicode);
    if !alarms.is_empty() {
        // GitHub shows this as a red box.
        text.push_str("> [!CAUTION]\n");
        for alarm in alarms {
            let _ = writeln!(text, "> - **{}**", escaped(&alarm));
        }
        text.push('\n');
    }
    let name = escaped(&difference.names[0]);
    let _ = writeln!(text, "**{name}**: {}", escaped(&summary(difference)));
    let environments = [
        ("Environments removed", &difference.environments_removed),
        ("Environments added", &difference.environments_added),
    ];
    for (what, names) in environments {
        if !names.is_empty() {
            let _ = writeln!(text, "\n{what}: {}", escaped(&names.join(", ")));
        }
    }
    if !difference.changes.is_empty() {
        text.push_str("\n| package | | change | environments |\n|---|---|---|---|\n");
    }
    for change in &difference.changes {
        let environments = change.environments.as_ref().map_or("all".to_owned(), |it| any_of(it));
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            escaped(&change.name),
            word(change.kind),
            escaped(&what(change, Characters::Unicode)),
            escaped(&environments)
        );
    }
    let lines = lines(difference, Characters::Unicode);
    if !lines.is_empty() {
        text.push_str("\n| builds and settings | change |\n|---|---|\n");
    }
    for line in lines {
        let of = escaped(&line.of);
        let _ = writeln!(text, "| {of} | {} {} |", word_of(line.sign), escaped(&line.change));
    }
    text
}

const fn word_of(sign: char) -> &'static str {
    match sign {
        '+' => "new:",
        '-' => "removed:",
        _ => "",
    }
}

const fn word(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Added => "added",
        ChangeKind::Removed => "removed",
        ChangeKind::Updated => "updated",
        ChangeKind::Downgraded => "**downgraded**",
        ChangeKind::Replaced => "replaced",
    }
}

/// `text` with all special characters of Markdown and HTML escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '@' => escaped.push_str("&#64;"),
            '\n' | '\r' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_cell_or_calls_on_people() {
        assert_eq!(escaped("a|b\n<img> @all"), "a\\|b &lt;img&gt; &#64;all");
    }
}
