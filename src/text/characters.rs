//! The characters that a tree is drawn with, for terminals that have them all and for those that do not.

use std::fmt::Write;

/// The characters that a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Characters {
    /// Lines and arrows.
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// How many levels of a tree are drawn: with all of them, the text of a deep tree would grow with the square
/// of its depth.
const DRAWN: usize = 32;

impl Characters {
    /// The prefix of a line of a tree. `lasts` states for each ancestor, from the outermost to the line
    /// itself, whether it is the last of its siblings. Of a deep line, the number of the outer levels stands in
    /// their place: `…68 `.
    #[must_use]
    pub fn branch(self, lasts: &[bool]) -> String {
        let (fork, end, pass) = match self {
            Self::Unicode => ("├── ", "└── ", "│   "),
            Self::Ascii => ("|-- ", "`-- ", "|   "),
        };
        let Some((&is_last, above)) = lasts.split_last() else {
            return String::new();
        };
        let outer = above.len().saturating_sub(DRAWN - 1);
        let mut branch = String::new();
        if outer > 0 {
            let _ = write!(branch, "{}{outer} ", self.ellipsis());
        }
        branch.extend(above[outer..].iter().map(|&is_last| if is_last { "    " } else { pass }));
        branch.push_str(if is_last { end } else { fork });
        branch
    }

    /// The sign for text that was left out.
    #[must_use]
    pub const fn ellipsis(self) -> &'static str {
        match self {
            Self::Unicode => "…",
            Self::Ascii => "...",
        }
    }

    /// The arrow between an old and a new value.
    #[must_use]
    pub const fn arrow(self) -> &'static str {
        match self {
            Self::Unicode => "→",
            Self::Ascii => "->",
        }
    }

    /// `text`, as far as these characters go.
    #[must_use]
    pub fn shown(self, text: String) -> String {
        if self == Self::Unicode || text.is_ascii() {
            return text;
        }
        let mut shown = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                _ if character.is_ascii() => shown.push(character),
                _ => shown.extend(character.escape_unicode()),
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_below_the_last_of_its_kind_has_no_stroke_beside_it() {
        assert_eq!(Characters::Unicode.branch(&[]), "");
        assert_eq!(Characters::Unicode.branch(&[false, true]), "│   └── ");
        assert_eq!(Characters::Ascii.branch(&[true, false]), "    |-- ");
    }

    #[test]
    fn outer_levels_of_a_deep_line_are_counted() {
        assert!(Characters::Ascii.branch(&[false; DRAWN]).starts_with("|   |   "));
        let deep = Characters::Unicode.branch(&[false; DRAWN + 68]);
        assert!(deep.starts_with("…68 │   │   "), "{deep}");
        assert_eq!(deep.matches("│   ").count(), DRAWN - 1);
    }

    #[test]
    fn what_ascii_cannot_show_is_spelled_out() {
        assert_eq!(Characters::Ascii.shown("ä".to_owned()), "\\u{e4}");
        assert_eq!(Characters::Unicode.shown("ä".to_owned()), "ä");
    }
}
