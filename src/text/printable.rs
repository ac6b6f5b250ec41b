//! Text for the terminal, without characters that the terminal interprets.
//!
//! A lock file is untrusted input: text from it must not move the cursor or change the direction of
//! writing.

use std::path::Path;

/// How much of a text of any length a message quotes.
const MOST_CHARACTERS: usize = 80;

/// `text` with each character that a terminal would obey spelled out.
#[must_use]
pub fn spelled_out(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_obeyed(character) && character != '\n' {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// The beginning of `text` in the same form: for messages about a text that can have any length.
#[must_use]
pub fn shortened(text: &str) -> String {
    shortened_to(text, MOST_CHARACTERS)
}

/// The first `most` characters of `text` in the same form.
#[must_use]
pub fn shortened_to(text: &str, most: usize) -> String {
    let mut characters = text.chars();
    let shown: String = characters.by_ref().take(most).collect();
    let rest = if characters.next().is_some() { "…" } else { "" };
    spelled_out(&shown) + rest
}

/// A path in the same form.
#[must_use]
pub fn path(path: &Path) -> String {
    spelled_out(&path.to_string_lossy())
}

/// `text` with each such character replaced by a harmless one of the same number of bytes, so that byte
/// offsets stay valid.
#[must_use]
pub fn masked(text: &str) -> String {
    let mask = |character: char| match character {
        '\n' | '\t' => character,
        '\r' => ' ',
        _ if !is_obeyed(character) => character,
        _ => match character.len_utf8() {
            1 => '?',
            2 => '¿',
            _ => char::REPLACEMENT_CHARACTER,
        },
    };
    text.chars().map(mask).collect()
}

/// Control characters, and those that end a line or turn the direction of writing.
#[must_use]
pub fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `1 package`, `2 packages`.
#[must_use]
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The first of these names, and the number of the others.
#[must_use]
pub fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let (shown, more) = names.split_at(names.len().min(SHOWN));
    let shown = shown.join(", ");
    if more.is_empty() { shown } else { format!("{shown} and {} more", more.len()) }
}

/// `cp312, cp314 or x86_64-darwin`: scopes whose union is meant, not their intersection.
#[must_use]
pub fn any_of(scopes: &[String]) -> String {
    match scopes {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => scopes.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_read_as_a_union() {
        let any_of =
            |names: &[&str]| any_of(&names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(any_of(&[]), "");
        assert_eq!(any_of(&["cp312"]), "cp312");
        assert_eq!(any_of(&["cp312", "cp314", "x86_64-darwin"]), "cp312, cp314 or x86_64-darwin");
    }

    #[test]
    fn nothing_is_left_that_a_terminal_obeys_and_no_place_moves() {
        let hostile = "a\u{1b}[31m\u{7}b\u{85}c\u{202e}d\re\n";
        assert!(!spelled_out(hostile).trim_end().chars().any(is_obeyed));
        assert!(!masked(hostile).trim_end().chars().any(is_obeyed));
        assert_eq!(masked(hostile).len(), hostile.len());
        assert_eq!(masked(hostile).find('d'), hostile.find('d'));
    }
}
