//! Looking into short texts, byte by byte: a lock has thousands of URLs, hashes and names of wheels, for which
//! the methods of `str` cost more.

use std::iter;

/// Whether some byte is like that. It looks at several bytes at once, and at all of them: for texts in which
/// nearly always none is.
pub(crate) fn has_byte(text: &str, is_like_that: impl Fn(u8) -> bool) -> bool {
    any_byte(text.as_bytes(), is_like_that)
}

/// The same, of bytes.
pub(crate) fn any_byte(bytes: &[u8], is_like_that: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(false, |found, byte| found | is_like_that(*byte))
}

/// The text after its first byte, if that is this one, which is ASCII.
pub(crate) fn strip_prefix(text: &str, first: u8) -> Option<&str> {
    (text.as_bytes().first() == Some(&first)).then(|| &text[1..])
}

/// The text before and after the first separator, which is ASCII.
pub(crate) fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = memchr::memchr(separator, text.as_bytes())?;
    Some((&text[..at], &text[at + 1..]))
}

/// The text after the last separator, which is ASCII, or all of it.
pub(crate) fn last_part(text: &str, separator: u8) -> &str {
    memchr::memrchr(separator, text.as_bytes()).map_or(text, |at| &text[at + 1..])
}

/// The parts of a text between separators, which are ASCII.
pub(crate) fn split(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    iter::from_fn(move || match split_once(rest?, separator) {
        Some((part, more)) => {
            rest = Some(more);
            Some(part)
        }
        None => rest.take(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_split_as_by_the_standard_library() {
        for text in ["", ".", "a", "a.b", ".a..ä.", "a."] {
            assert!(split(text, b'.').eq(text.split('.')), "{text}");
            assert_eq!(split_once(text, b'.'), text.split_once('.'));
            assert_eq!(Some(last_part(text, b'.')), text.rsplit('.').next());
            assert_eq!(strip_prefix(text, b'.'), text.strip_prefix('.'));
            assert_eq!(has_byte(text, |byte| byte == b'.'), text.contains('.'));
        }
    }
}
