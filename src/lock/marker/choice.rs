//! The choices in the markers of a `pylock.toml`. An extra with a made-up name stands for each of them.

use std::str::FromStr;

use pep508_rs::ExtraName;

/// The start of the names that stand for extras.
pub(super) const EXTRA: &str = "extra-";
/// The start of the names that stand for dependency groups.
pub(super) const GROUP: &str = "group-";

/// An extra or a dependency group of a `pylock.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum PylockChoice {
    /// An extra.
    Extra(ExtraName),
    /// A dependency group.
    Group(ExtraName),
}

/// The name that stands for an extra or a dependency group.
pub(super) fn stand_in(prefix: &str, name: &ExtraName) -> String {
    format!("{prefix}{name}")
}

impl PylockChoice {
    /// The choice for which a name from [`stand_in`] stands.
    pub(super) fn of(stand_in: &ExtraName) -> Self {
        let text: &str = stand_in.as_ref();
        let name = |text| ExtraName::from_str(text).expect("`stand_in` takes a name");
        match (text.strip_prefix(EXTRA), text.strip_prefix(GROUP)) {
            (Some(extra), _) => Self::Extra(name(extra)),
            (None, group) => Self::Group(name(group.expect("`stand_in` gets one of two prefixes"))),
        }
    }
}
