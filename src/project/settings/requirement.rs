//! Requirements among the settings.

use super::value::{Read, Unreadable, Value, any_text};
use crate::project::requirement::BuildRequirement;

pub(super) const REQUIREMENTS: &str =
    "a list of requirements, such as `[\"setuptools\", \"cython>=3; python_version < '3.13'\"]`";

/// A requirement of an index or of an address.
pub(super) fn requirement(value: &Value) -> Read<BuildRequirement> {
    let text = any_text(value)?;
    text.parse().map_err(|message: String| {
        Unreadable::new(value, format!("`{text}` is not a requirement: {message}"))
    })
}

/// A requirement that an index can meet.
pub(super) fn index_requirement(value: &Value) -> Read<BuildRequirement> {
    let requirement = requirement(value)?;
    if requirement.has_url {
        let message = "build requirements must come from an index, not from a URL";
        return Err(Unreadable::new(value, message));
    }
    Ok(requirement)
}

#[cfg(test)]
mod tests {
    use toml::de::DeValue;

    use super::*;

    fn read(text: &str) -> Result<BuildRequirement, String> {
        let value = DeValue::parse(text).unwrap();
        index_requirement(&value).map_err(|unreadable| unreadable.message)
    }

    #[test]
    fn what_an_index_cannot_meet_is_refused() {
        assert!(read("\"Hatch_VCS[X]>=1,<2; python_version < '3.13'\"").is_ok());
        let url = "'setuptools @ https://files.example/setuptools-80.0.0.tar.gz'";
        for wrong in ["'setuptools>='", "''", "3", "'two words'", url] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
