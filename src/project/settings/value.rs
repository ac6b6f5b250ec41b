//! The values that settings have.

use std::fmt::Display;
use std::str::FromStr;

use toml::Spanned;
use toml::de::DeValue;
use url::Url;

use crate::lock::Span;
use crate::text::address::has_userinfo;

/// A value, with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// A parsed value, or the reason why it is invalid.
pub(super) type Read<T> = Result<T, Unreadable>;

/// Why a value cannot be read.
pub(super) struct Unreadable {
    pub(super) message: String,
    pub(super) span: Span,
}

impl Unreadable {
    /// A value that is not of the kind that is wanted.
    pub(super) fn of_this_kind(value: &Value) -> Self {
        Self::new(value, format!("this is of type {}", value.get_ref().type_str()))
    }

    pub(super) fn new(value: &Value, message: impl Into<String>) -> Self {
        Self { message: message.into(), span: value.span() }
    }
}

/// `true` or `false`.
pub(super) fn boolean(value: &Value) -> Read<bool> {
    match value.get_ref() {
        DeValue::Boolean(boolean) => Ok(*boolean),
        _ => Err(Unreadable::of_this_kind(value)),
    }
}

/// A string that is not empty.
pub(super) fn text(value: &Value) -> Read<String> {
    match any_text(value)? {
        text if text.trim().is_empty() => Err(Unreadable::new(value, "the value is empty")),
        text => Ok(text),
    }
}

/// A text, which may be empty.
pub(super) fn any_text(value: &Value) -> Read<String> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.clone().into_owned()),
        _ => Err(Unreadable::of_this_kind(value)),
    }
}

/// A text that something else reads.
pub(super) fn parsed<T>(value: &Value) -> Read<T>
where
    T: FromStr<Err: Display>,
{
    let text = any_text(value)?;
    text.parse().map_err(|error: T::Err| Unreadable::new(value, error.to_string()))
}

/// A value, together with its place.
pub(super) fn placed<T>(value: &Value, read: impl FnOnce(&Value) -> Read<T>) -> Read<Spanned<T>> {
    Ok(Spanned::new(value.span(), read(value)?))
}

/// A list of which each member is read alike.
pub(super) fn list<T>(value: &Value, read: impl Fn(&Value) -> Read<T>) -> Read<Vec<T>> {
    match value.get_ref() {
        DeValue::Array(values) => values.iter().map(read).collect(),
        _ => Err(Unreadable::of_this_kind(value)),
    }
}

/// One of a few words.
pub(super) fn word<T: Copy>(value: &Value, words: &[(&str, T)]) -> Read<T> {
    let text = any_text(value)?;
    let known = words.iter().find(|(word, _)| *word == text);
    known.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words: Vec<_> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
        Unreadable::new(value, format!("`{text}` is not {}", words.join(" or ")))
    })
}

/// The words of such a list.
pub(super) const fn names<T: Copy, const N: usize>(
    words: &[(&'static str, T); N],
) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = words[at].0;
        at += 1;
    }
    names
}

/// The URL of a server. It is written to a file that is committed; therefore it must not contain a
/// password.
pub(super) fn address(value: &Value) -> Read<String> {
    let text = text(value)?;
    let refuse = |why: &str| Err(Unreadable::new(value, why));
    match Url::parse(&text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            refuse("the URL starts with neither `https:` nor `http:`")
        }
        Ok(url) if has_userinfo(&url) => {
            refuse("the URL contains a user or a password, which would be committed")
        }
        Ok(_) => Ok(text),
        Err(error) => refuse(&format!("not a URL: {error}")),
    }
}

/// Reads one value; the error is its message.
#[cfg(test)]
pub(super) fn read<T>(text: &str, read: impl Fn(&Value) -> Read<T>) -> Result<T, String> {
    let value = DeValue::parse(text).unwrap();
    read(&value).map_err(|unreadable| unreadable.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_that_of_a_server_and_has_no_password() {
        assert!(read("'https://files.example/'", address).is_ok());
        for wrong in ["'files.example'", "'ssh://files.example'", "'https://me:pw@files.example'"] {
            assert!(read(wrong, address).is_err(), "{wrong}");
        }
        let told = read("'https://me:pw@files.example'", address).unwrap_err();
        assert!(!told.contains("pw@"), "{told}");
    }
}
