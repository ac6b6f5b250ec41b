//! Nix expressions: the tree, its text, and the proof that the text is the tree.
//!
//! The layout is nixfmt's (RFC 166), so that a formatter finds nothing to do.

mod change;
mod check;
mod escape;
mod read;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use change::{AttributeChange, changes};
pub use check::is_exactly;
use escape::{attribute_name, string};
pub use read::read;

/// A Nix expression that is plain data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expression<'t> {
    /// A string.
    String(Cow<'t, str>),
    /// A path that needs no quotes, such as `./.`.
    Path(Cow<'t, str>),
    /// `true`.
    True,
    /// `null`.
    Null,
    /// A natural number.
    Integer(u32),
    /// A list.
    List(Vec<Self>),
    /// An attribute set, in the order in which it is printed.
    Set(Vec<(Cow<'t, str>, Self)>),
}

impl<'t> Expression<'t> {
    /// A string.
    pub fn string(text: impl Into<Cow<'t, str>>) -> Self {
        Self::String(text.into())
    }

    /// A list of strings.
    pub fn strings<T: Into<Cow<'t, str>>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Self::string).collect())
    }

    /// An attribute set of the attributes that exist.
    #[must_use]
    pub fn set(attributes: impl IntoIterator<Item = Option<(&'t str, Self)>>) -> Self {
        let attributes = attributes.into_iter().flatten();
        Self::Set(attributes.map(|(name, value)| (name.into(), value)).collect())
    }

    /// An attribute set, sorted by name.
    pub fn sorted<T: Into<Cow<'t, str>>>(attributes: impl IntoIterator<Item = (T, Self)>) -> Self {
        let attributes = attributes.into_iter().map(|(name, value)| (name.into(), value));
        let mut attributes: Vec<(Cow<'t, str>, Self)> = attributes.collect();
        // Most are sorted already.
        if !attributes.is_sorted_by(|(name, _), (next, _)| name < next) {
            attributes = attributes.into_iter().collect::<BTreeMap<_, _>>().into_iter().collect();
        }
        Self::Set(attributes)
    }

    /// Its text, if it is a string.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The attribute of this name, if it is a set that has it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.attributes().iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// Its attributes, if it is a set.
    #[must_use]
    pub fn attributes(&self) -> &[(Cow<'t, str>, Self)] {
        match self {
            Self::Set(attributes) => attributes,
            Self::String(_)
            | Self::Path(_)
            | Self::True
            | Self::Null
            | Self::Integer(_)
            | Self::List(_) => &[],
        }
    }

    /// Appends its text; its further lines are indented by `depth` levels.
    pub fn print(&self, depth: usize, out: &mut String) {
        match self {
            Self::String(text) => string(text, out),
            Self::Path(path) => out.push_str(path),
            Self::True => out.push_str("true"),
            Self::Null => out.push_str("null"),
            Self::Integer(number) => out.push_str(&number.to_string()),
            Self::List(items) => match items.as_slice() {
                [] => out.push_str("[ ]"),
                [item] if item.is_one_line() => {
                    out.push_str("[ ");
                    item.print(depth, out);
                    out.push_str(" ]");
                }
                items => print_list(items, depth, out),
            },
            Self::Set(attributes) if attributes.is_empty() => out.push_str("{ }"),
            Self::Set(attributes) => print_set(attributes, depth, out),
        }
    }

    /// Whether nixfmt writes it on one line.
    fn is_one_line(&self) -> bool {
        match self {
            Self::String(_) | Self::Path(_) | Self::True | Self::Null | Self::Integer(_) => true,
            Self::List(items) => items.len() < 2 && items.iter().all(Self::is_one_line),
            Self::Set(_) => false,
        }
    }
}

fn print_list(items: &[Expression<'_>], depth: usize, out: &mut String) {
    out.push('[');
    for item in items {
        new_line(depth + 1, out);
        item.print(depth + 1, out);
    }
    new_line(depth, out);
    out.push(']');
}

fn print_set(attributes: &[(Cow<'_, str>, Expression<'_>)], depth: usize, out: &mut String) {
    out.push('{');
    for (name, value) in attributes {
        new_line(depth + 1, out);
        attribute_name(name, out);
        out.push_str(" = ");
        value.print(depth + 1, out);
        out.push(';');
    }
    new_line(depth, out);
    out.push('}');
}

fn new_line(depth: usize, out: &mut String) {
    const SPACES: &str = "                                ";
    out.push('\n');
    out.push_str(&SPACES[..(2 * depth).min(SPACES.len())]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_one_item_is_on_one_line_if_the_item_is() {
        let list = |items: &[&'static str]| Expression::strings(items.iter().copied());
        let printed = |item: Expression<'_>| {
            let mut text = String::new();
            Expression::List(vec![item]).print(0, &mut text);
            text
        };
        assert_eq!(printed(list(&["a"])), "[ [ \"a\" ] ]");
        let several = printed(list(&["a", "b"]));
        assert_eq!(several, "[\n  [\n    \"a\"\n    \"b\"\n  ]\n]");
        assert_eq!(nixfmt_rs::format(&several).unwrap().trim_end(), several);
    }
}
