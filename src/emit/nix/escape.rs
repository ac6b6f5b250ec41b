//! The one way in which text from outside becomes Nix, and back.
//!
//! <https://nix.dev/manual/nix/stable/language/string-literals>

use crate::text::bytes::has_byte;

/// Appends `text` as a string.
///
/// Nix interprets `"`, `\` and `${`, and converts a carriage return to a line feed.
pub(super) fn string(text: &str, out: &mut String) {
    let is_special = |byte: u8| matches!(byte, b'"' | b'\\' | b'$' | b'\n' | b'\r' | b'\t');
    out.push('"');
    // Nearly all strings are plain.
    let mut rest = if has_byte(text, is_special) { text } else { "" };
    out.push_str(&text[..text.len() - rest.len()]);
    while let Some(index) = rest.bytes().position(is_special) {
        let (plain, special) = rest.split_at(index);
        out.push_str(plain);
        out.push_str(match special.as_bytes()[0] {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            _ => "\\$",
        });
        rest = &special[1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Whether `text`, between the quotes of a string, evaluates to itself; some other texts do, too.
pub(super) fn means_itself(text: &str) -> bool {
    !has_byte(text, |byte| matches!(byte, b'"' | b'\\' | b'$' | b'\r'))
}

/// Whether `content`, between the quotes of a string without interpolation, evaluates to `text`.
pub(super) fn means(content: &str, text: &str) -> bool {
    if !content.bytes().any(|byte| matches!(byte, b'\\' | b'\r')) {
        return content == text;
    }
    let mut meant = text.chars();
    let mut stated = content.chars();
    while let Some(character) = stated.next() {
        let character = match character {
            '\\' => match stated.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(other) => other,
                None => return false,
            },
            // Nix reads it as a line feed.
            '\r' => return false,
            plain => plain,
        };
        if meant.next() != Some(character) {
            return false;
        }
    }
    meant.next().is_none()
}

/// Appends `name` as the name of an attribute, quoted only when Nix needs it.
pub(super) fn attribute_name(name: &str, out: &mut String) {
    if is_plain_name(name) {
        out.push_str(name);
    } else {
        string(name, out);
    }
}

/// Whether Nix reads it as the name of an attribute, without quotes.
pub(super) fn is_plain_name(name: &str) -> bool {
    let starts_well = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    starts_well && name.bytes().all(|byte| IS_IN_A_NAME[usize::from(byte)]) && !is_keyword(name)
}

/// Whether a byte can be in a name without quotes. Files have many names, so it is a table.
const IS_IN_A_NAME: [bool; 256] = {
    let (mut table, mut byte) = ([false; 256], 0_u8);
    while byte < 128 {
        let is_sign = matches!(byte, b'_' | b'\'' | b'-');
        table[byte as usize] = byte.is_ascii_alphanumeric() || is_sign;
        byte += 1;
    }
    table
};

/// Whether Nix reads it as something else than the name of an attribute.
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "assert" | "else" | "if" | "in" | "inherit" | "let" | "or" | "rec" | "then" | "with"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> String {
        let mut out = String::new();
        attribute_name(text, &mut out);
        out
    }

    #[test]
    fn attribute_names_are_quoted_only_when_nix_needs_it() {
        assert_eq!(name("zope-interface"), "zope-interface");
        assert_eq!(name("cp312-x86_64-linux"), "cp312-x86_64-linux");
        assert_eq!(name("2captcha"), "\"2captcha\"");
        assert_eq!(name("cp311.3"), "\"cp311.3\"");
        assert_eq!(name("with"), "\"with\"");
        assert_eq!(name(""), "\"\"");
        assert_eq!(name("${x}"), "\"\\${x}\"");
    }

    proptest! {
        #[test]
        fn any_text_survives_a_real_parse(text in "\\PC*|[\"\\\\$\\{\\}'\n\r\ta]*") {
            let mut out = String::new();
            string(&text, &mut out);
            let parsed = rnix::Root::parse(&out).ok().unwrap().expr().unwrap();
            let rnix::ast::Expr::Str(parsed) = parsed else { panic!("{out} is no string") };
            let parts = parsed.normalized_parts();
            let literal = match parts.as_slice() {
                [] => "",
                [rnix::ast::InterpolPart::Literal(literal)] => literal,
                _ => panic!("{out} is interpolated"),
            };
            prop_assert_eq!(literal, &text);
            prop_assert!(means(&out[1..out.len() - 1], &text));
            prop_assert!(!means_itself(&text) || means(&text, &text));
        }
    }
}
