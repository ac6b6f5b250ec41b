//! The differences between two expressions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Expression;

/// An attribute that has another value, or that only one of two expressions has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeChange {
    /// The names of the attribute and of those that it is in; a place in a list is a number.
    pub path: Vec<String>,
    /// Its old value; `None` if the old expression does not have it.
    pub old: Option<String>,
    /// Its new value; `None` if the new expression does not have it.
    pub new: Option<String>,
}

impl AttributeChange {
    /// The path as Nix has it: `packages.click.version`.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.join(".")
    }
}

/// The differences, in the order of the new expression, with those that it lacks behind.
#[must_use]
pub fn changes(old: &Expression<'_>, new: &Expression<'_>) -> Vec<AttributeChange> {
    let mut changes = Vec::new();
    compare(&mut Vec::new(), Some(old), Some(new), &mut changes);
    changes
}

fn compare(
    path: &mut Vec<String>,
    old: Option<&Expression<'_>>,
    new: Option<&Expression<'_>>,
    changes: &mut Vec<AttributeChange>,
) {
    if old == new {
        return;
    }
    match (old.and_then(children), new.and_then(children)) {
        (Some(old), Some(new)) => {
            let before = old.iter().cloned().collect::<BTreeMap<_, _>>();
            let after = new.iter().cloned().collect::<BTreeMap<_, _>>();
            let gone = old.iter().filter(|(name, _)| !after.contains_key(name));
            for (name, _) in new.iter().chain(gone) {
                path.push(name.clone().into_owned());
                compare(path, before.get(name).copied(), after.get(name).copied(), changes);
                path.pop();
            }
        }
        _ => changes.push(AttributeChange {
            path: path.clone(),
            old: old.map(shown),
            new: new.map(shown),
        }),
    }
}

/// The attributes of a set, or the sets of a list by their places.
fn children<'e>(expression: &'e Expression<'_>) -> Option<Vec<(Cow<'e, str>, &'e Expression<'e>)>> {
    match expression {
        Expression::Set(attributes) => {
            Some(attributes.iter().map(|(name, value)| (name.as_ref().into(), value)).collect())
        }
        Expression::List(items) if items.iter().any(|item| matches!(item, Expression::Set(_))) => {
            let items = items.iter().enumerate();
            Some(items.map(|(place, item)| (place.to_string().into(), item)).collect())
        }
        _ => None,
    }
}

/// The value on one line.
fn shown(expression: &Expression<'_>) -> String {
    let mut text = String::new();
    expression.print(0, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn each_different_attribute_is_named_once() {
        let old =
            "{ a = \"1\"; b = { c = [ { d = \"x\"; } ]; gone = { e = true; }; }; same = [ ]; }";
        let new = "{ a = \"2\"; b = { c = [ { d = \"y\"; } ]; new = [ \"z\" ]; }; same = [ ]; }";
        let changes = changes(&read(old).unwrap(), &read(new).unwrap());
        let lines = changes.iter().map(|change| {
            let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".into());
            format!("{}: {} → {}", change.name(), value(&change.old), value(&change.new))
        });
        insta::assert_snapshot!(Vec::from_iter(lines).join("\n"), @r#"
        a: "1" → "2"
        b.c.0.d: "x" → "y"
        b.new: nothing → [ "z" ]
        b.gone: { e = true; } → nothing
        "#);
    }
}
