//! The styles of what uvnix prints, all in one place.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Effects, Style};

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// What the following lines are about.
    Heading,
    /// That all is well.
    Good,
    /// Something that needs attention.
    Warning,
    /// Something to know, or to do next.
    Hint,
    /// Something that is new.
    Added,
    /// Something that is gone, or must not be missed.
    Removed,
    /// Something that differs.
    Changed,
    /// What explains the rest of its line.
    Aside,
}

/// The part of a line that has a style; the rest has none.
pub(crate) type Part = Option<(Range<usize>, Role)>;

impl Role {
    pub(super) const fn style(self) -> Style {
        match self {
            Self::Heading => Style::new().effects(Effects::BOLD),
            Self::Good | Self::Added => AnsiColor::Green.on_default(),
            Self::Warning => AnsiColor::Yellow.on_default().effects(Effects::BOLD),
            Self::Hint => AnsiColor::Cyan.on_default(),
            Self::Removed => AnsiColor::Red.on_default(),
            Self::Changed => AnsiColor::Yellow.on_default(),
            Self::Aside => Style::new().effects(Effects::DIMMED),
        }
    }
}

/// `text`, with a part of each line in its style.
pub(super) fn styled_lines(text: &str, part: impl Fn(&str) -> Part) -> String {
    let mut styled = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        let Some((range, role)) = part(content) else {
            styled.push_str(line);
            continue;
        };
        let style = role.style();
        let _ = write!(styled, "{}{style}", &line[..range.start]);
        let _ = write!(styled, "{}{style:#}{}", &line[range.clone()], &line[range.end..]);
    }
    styled
}

/// A line that begins with a word and a colon: `warning: …`, `    help: …`.
pub(crate) fn labelled(line: &str) -> Part {
    let hints = ["note:", "help:", "see:"].map(|label| (label, Role::Hint));
    let mut labels = hints.into_iter().chain([("warning:", Role::Warning)]);
    let content = line.trim_start();
    let start = line.len() - content.len();
    let (label, role) = labels.find(|(label, _)| content.starts_with(label))?;
    Some((start..start + label.len(), role))
}

/// A whole line of a difference, by its first sign.
pub(crate) fn changed(line: &str) -> Part {
    let signs = [
        ("!!", Role::Removed),
        ("-", Role::Removed),
        ("+", Role::Added),
        ("~", Role::Changed),
        ("@", Role::Hint),
    ];
    let (_, role) = signs.into_iter().find(|(sign, _)| line.starts_with(sign))?;
    Some((0..line.len(), role))
}

/// A line without indentation, as a heading; of another line, what is in parentheses.
pub(crate) fn outlined(line: &str) -> Part {
    if line.starts_with(|first: char| first.is_alphanumeric()) {
        return Some((0..line.len(), Role::Heading));
    }
    Some((line.find(" (")? + 1..line.len(), Role::Aside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_line_has_a_style_and_the_rest_stays() {
        let text = styled_lines("warning: a\n  help: b\nc\n", labelled);
        let expected = "\u{1b}[1m\u{1b}[33mwarning:\u{1b}[0m a\n  \u{1b}[36mhelp:\u{1b}[0m b\nc\n";
        assert_eq!(text, expected);
        let text = styled_lines("app v1\n├── é v2 (extra: web)\n", outlined);
        assert_eq!(text, "\u{1b}[1mapp v1\u{1b}[0m\n├── é v2 \u{1b}[2m(extra: web)\u{1b}[0m\n");
        assert_eq!(changed("  a"), None);
    }
}
