//! `requires-python` as pyproject.nix parses it.
//!
//! <https://packaging.python.org/en/latest/specifications/version-specifiers/>

use std::str::FromStr;

use pep440_rs::{PrereleaseKind, Version};

use crate::emit::nix::Expression;

/// Each specifier: its operator, and the parts of its version.
pub(super) fn specifiers(text: &str) -> Expression<'_> {
    let specifiers = text.split(',').map(str::trim).filter(|text| !text.is_empty());
    Expression::List(specifiers.filter_map(specifier).collect())
}

fn specifier(text: &str) -> Option<Expression<'_>> {
    let start = text.find(|letter| !"=<>!~".contains(letter))?;
    let (operator, version) = (&text[..start], text[start..].trim_start());
    Some(Expression::set([
        Some(("op", Expression::string(operator))),
        Some(("version", parts(version)?)),
    ]))
}

/// The version; `None` if it is not one, as only `===` allows, or if its numbers are larger than any version of
/// Python.
fn parts(text: &str) -> Option<Expression<'_>> {
    let numbers = text.strip_suffix(".*");
    let version = Version::from_str(numbers.unwrap_or(text)).ok()?;
    let release = version.release().iter().map(|&number| integer(number));
    let star = numbers.map(|_| Some(Expression::string("*")));
    let release = release.chain(star).collect::<Option<Vec<_>>>()?;
    let pre = version.pre().map(|pre| {
        let kind = match pre.kind {
            PrereleaseKind::Alpha => "a",
            PrereleaseKind::Beta => "b",
            PrereleaseKind::Rc => "rc",
        };
        (kind, pre.number)
    });
    let local = text.split_once('+').map(|(_, local)| Expression::string(local));
    Some(Expression::set([
        Some(("dev", modifier(version.dev().map(|number| ("dev", number)))?)),
        Some(("epoch", integer(version.epoch())?)),
        Some(("local", local.unwrap_or(Expression::Null))),
        Some(("post", modifier(version.post().map(|number| ("post", number)))?)),
        Some(("pre", modifier(pre)?)),
        Some(("release", Expression::List(release))),
        Some(("str", Expression::string(text))),
    ]))
}

/// Its kind and its number; `None` if Nix cannot have the number.
fn modifier<'t>(modifier: Option<(&'static str, u64)>) -> Option<Expression<'t>> {
    let Some((kind, number)) = modifier else { return Some(Expression::Null) };
    Some(Expression::set([
        Some(("type", Expression::string(kind))),
        Some(("value", integer(number)?)),
    ]))
}

fn integer<'t>(number: u64) -> Option<Expression<'t>> {
    u32::try_from(number).ok().map(Expression::Integer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> String {
        let mut out = String::new();
        specifiers(text).print(0, &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_specifier_is_an_operator_and_a_version() {
        insta::assert_snapshot!(printed("!=3.13.*, <4.0rc1"), @r#"[ { op = "!="; version = { dev = null; epoch = 0; local = null; post = null; pre = null; release = [ 3 13 "*" ]; str = "3.13.*"; }; } { op = "<"; version = { dev = null; epoch = 0; local = null; post = null; pre = { type = "rc"; value = 1; }; release = [ 4 0 ]; str = "4.0rc1"; }; } ]"#);
    }

    #[test]
    fn what_nix_cannot_have_is_left_out() {
        assert_eq!(printed(">=18446744073709551615"), "[ ]");
        assert_eq!(printed("===any"), "[ ]");
        assert_eq!(printed(""), "[ ]");
    }
}
