//! The characters that a tree is drawn with, for terminals that have them all and for those that do not.

/// The characters that a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Characters {
    /// Lines and arrows.
    Unicode,
    /// ASCII alone.
    Ascii,
}

impl Characters {
    /// The prefix of a line of a tree. `lasts` states for each ancestor, from the outermost to the line
    /// itself, whether it is the last of its siblings.
    #[must_use]
    pub fn branch(self, lasts: &[bool]) -> String {
        let (fork, end, pass) = match self {
            Self::Unicode => ("├── ", "└── ", "│   "),
            Self::Ascii => ("|-- ", "`-- ", "|   "),
        };
        let Some((&is_last, above)) = lasts.split_last() else {
            return String::new();
        };
        let mut branch: String =
            above.iter().map(|&is_last| if is_last { "    " } else { pass }).collect();
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
    fn what_ascii_cannot_show_is_spelled_out() {
        assert_eq!(Characters::Ascii.shown("ä".to_owned()), "\\u{e4}");
        assert_eq!(Characters::Unicode.shown("ä".to_owned()), "ä");
    }
}
