//! The keys of one table.

use std::collections::BTreeSet;

use super::Irregular;

/// The keys that a table has so far.
pub(super) enum Keys<'t> {
    /// Serde reports the second of two equal fields.
    OfStruct,
    /// The greatest: a map has its entries in the order of the `toml` crate, which sorts them.
    Sorted(Option<&'t str>),
    /// All of them.
    InAnyOrder(BTreeSet<&'t str>),
}

impl<'t> Keys<'t> {
    /// Refuses a key that is there twice, or out of order.
    pub(super) fn admit(&mut self, key: &'t str) -> Result<(), Irregular> {
        let is_new = match self {
            Self::OfStruct => true,
            Self::Sorted(greatest) => greatest.replace(key).is_none_or(|greatest| greatest < key),
            Self::InAnyOrder(keys) => keys.insert(key),
        };
        if is_new { Ok(()) } else { Err(Irregular) }
    }
}
