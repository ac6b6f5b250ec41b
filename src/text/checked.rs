//! A text of a file that is checked where it is read, so that an error has its place.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

/// The parsed value of a text, ordered by value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Checked<T>(pub T);

/// Parses the text during deserialization, so that an error has the position of the text.
struct Reader<T>(PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Reader<T> {
    type Value = Checked<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Checked<T>, E> {
        text.parse().map(Checked).map_err(E::custom)
    }
}

impl<'de, T: FromStr<Err: fmt::Display>> Deserialize<'de> for Checked<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Reader(PhantomData))
    }
}

impl<T: fmt::Display> Serialize for Checked<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_is_refused_has_its_place_be_it_a_key_or_a_value_or_in_a_list() {
        type Numbers = BTreeMap<Checked<u8>, Vec<Checked<u8>>>;
        let numbers: Numbers = toml::from_str("1 = ['2']").unwrap();
        assert_eq!(numbers[&Checked(1)], [Checked(2)]);
        assert_eq!(toml::to_string(&numbers).unwrap(), "1 = [\"2\"]\n");
        for (text, place) in [("one = []", 0..3), ("1 = ['2', 'two']", 10..15)] {
            let error = toml::from_str::<Numbers>(text).unwrap_err();
            assert_eq!(error.span(), Some(place), "{text}");
            assert_eq!(error.message(), "invalid digit found in string");
        }
    }
}
