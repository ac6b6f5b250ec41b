//! TOML in the regular form in which programs write it, read in one pass.
//!
//! A parser of all of TOML makes a tree first, since a file may have its tables in any order. `uv.lock`,
//! `uvnix.lock` and `pylock.toml` never use that freedom: the tables below a table come right after it. Such a
//! text needs no tree, a third of the time and a quarter of the memory.
//!
//! What is read here means the same to the `toml` crate. Everything else is [`Irregular`], and left to that crate:
//! errors, which therefore have its words and places; escapes, dotted keys, dates, and keys that nobody reads.

mod header;
mod keys;
mod scanner;
mod value;

use std::collections::BTreeSet;
use std::{error, fmt};

use serde::de::{self, Deserialize, Deserializer, Visitor};

use header::Header;
use keys::Keys;
use scanner::Scanner;
use value::Table;

/// The most tables and arrays inside each other.
const DEEPEST: usize = 32;

/// Deserializes a text as `toml::from_str` does.
///
/// # Errors
/// Those of `toml::from_str`.
pub(crate) fn from_str<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, toml::de::Error> {
    read(text).or_else(|Irregular| toml::from_str(text))
}

/// Deserializes a text in the regular form.
fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Irregular> {
    let mut reader = Reader { scanner: Scanner::new(text), header: None, depth: 0 };
    let value = T::deserialize(Root(&mut reader))?;
    if reader.header.is_some() || !reader.scanner.is_at_end() {
        return Err(Irregular);
    }
    Ok(value)
}

/// A text that has no regular form, or not that of the wanted type.
#[derive(Debug, PartialEq)]
struct Irregular;

impl fmt::Display for Irregular {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("not in regular form")
    }
}

impl error::Error for Irregular {}

impl de::Error for Irregular {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A place in a text.
struct Reader<'t> {
    scanner: Scanner<'t>,
    /// The header before the place, if no table was read for it yet.
    header: Option<Header<'t>>,
    /// How many tables and arrays surround the place.
    depth: usize,
}

impl Reader<'_> {
    fn go_deeper(&mut self) -> Result<(), Irregular> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(Irregular) } else { Ok(()) }
    }

    fn go_back(&mut self) {
        self.depth -= 1;
    }
}

/// The table that a whole text is.
struct Root<'r, 't>(&'r mut Reader<'t>);

impl<'t> Deserializer<'t> for Root<'_, 't> {
    type Error = Irregular;

    fn deserialize_any<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Irregular> {
        Table::root(self.0, Keys::InAnyOrder(BTreeSet::new())).read(visitor)
    }

    fn deserialize_map<V: Visitor<'t>>(self, visitor: V) -> Result<V::Value, Irregular> {
        Table::root(self.0, Keys::Sorted(None)).read(visitor)
    }

    fn deserialize_struct<V: Visitor<'t>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Irregular> {
        if serde_spanned::de::is_spanned(name) {
            return Err(Irregular);
        }
        Table::root(self.0, Keys::OfStruct).read(visitor)
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'t>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests;
