//! The data of a generated file, read from its text.

use std::collections::BTreeMap;
use uvnix::emit::parts::Parts;

use rnix::ast::{self, Attr, Entry, Expr, HasEntry, InterpolPart};
use rowan::ast::AstNode;

/// A piece of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Data {
    /// A string, a path or a word.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An attribute set.
    Set(BTreeMap<String, Self>),
}

impl Data {
    /// What stands behind the builders.
    pub(crate) fn read(text: &str) -> Self {
        let data = Parts::of(text).expect("there is data").data;
        let root = rnix::Root::parse(data).ok().expect("the data is Nix");
        Self::of(&root.expr().expect("there is data"))
    }

    fn of(expression: &Expr) -> Self {
        match expression {
            Expr::Str(string) => Self::Text(text(string)),
            Expr::List(list) => Self::List(list.items().map(|item| Self::of(&item)).collect()),
            Expr::AttrSet(set) => Self::Set(set.entries().map(attribute).collect()),
            other => Self::Text(other.syntax().text().to_string()),
        }
    }

    /// An attribute, if it is a set that has it.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Set(attributes) => attributes.get(name),
            Self::Text(_) | Self::List(_) => None,
        }
    }

    /// The items, if it is a list.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            Self::Text(_) | Self::Set(_) => &[],
        }
    }

    /// The attributes, if it is a set.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&String, &Self)> {
        let attributes = match self {
            Self::Set(attributes) => Some(attributes),
            Self::Text(_) | Self::List(_) => None,
        };
        attributes.into_iter().flatten()
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::List(_) | Self::Set(_) => "",
        }
    }
}

fn attribute(entry: Entry) -> (String, Data) {
    let Entry::AttrpathValue(attribute) = entry else { panic!("`inherit` in data") };
    let names = attribute.attrpath().expect("it has a name").attrs().map(|name| match name {
        Attr::Ident(name) => name.ident_token().expect("it has a text").text().to_owned(),
        Attr::Str(name) => text(&name),
        Attr::Dynamic(_) => panic!("a computed name in data"),
    });
    let value = Data::of(&attribute.value().expect("it has a value"));
    (Vec::from_iter(names).join("."), value)
}

fn text(string: &ast::Str) -> String {
    let parts = string.normalized_parts().into_iter().map(|part| match part {
        InterpolPart::Literal(text) => text,
        InterpolPart::Interpolation(code) => panic!("{} in data", code.syntax()),
    });
    parts.collect()
}
