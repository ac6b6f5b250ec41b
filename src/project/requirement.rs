//! Build requirements, in the form of PEP 508.
//!
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/>

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use pep440_rs::VersionSpecifiers;
use pep508_rs::{ExtraName, MarkerTree, PackageName, Requirement, VerbatimUrl, VersionOrUrl};

use crate::environment::Environment;
use crate::text::printable::spelled_out;

/// A package that is needed to build another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildRequirement {
    /// Its name.
    pub name: PackageName,
    /// The requested extras.
    pub extras: Vec<ExtraName>,
    /// The versions that will do; any where it comes from an address.
    pub specifiers: VersionSpecifiers,
    /// Whether it comes from an address.
    pub has_url: bool,
    /// Where it is needed.
    pub marker: MarkerTree,
    text: String,
}

impl BuildRequirement {
    /// Whether it is needed in `environment`.
    #[must_use]
    pub fn applies_to(&self, environment: &Environment) -> bool {
        self.marker.is_true() || self.marker.evaluate(&environment.marker_environment(), &[])
    }
}

impl BuildRequirement {
    /// The one spelling of all that mean the same, such as `tomli[x]>=1,<2 ; python_version < '3'`.
    #[must_use]
    pub fn spelling(&self) -> String {
        let extras: BTreeSet<_> = self.extras.iter().map(AsRef::<str>::as_ref).collect();
        let extras = match Vec::from_iter(extras).join(",") {
            none if none.is_empty() => none,
            some => format!("[{some}]"),
        };
        let specifiers = self.specifiers.iter().map(ToString::to_string);
        let specifiers = Vec::from_iter(specifiers).join(",");
        let marker = self.marker.try_to_string().map(|marker| format!(" ; {marker}"));
        format!("{}{extras}{specifiers}{}", self.name, marker.unwrap_or_default())
    }
}

impl FromStr for BuildRequirement {
    type Err = String;

    /// The error is one sentence about the text, without the text.
    fn from_str(text: &str) -> Result<Self, String> {
        let requirement = Requirement::<VerbatimUrl>::from_str(text)
            .map_err(|error| spelled_out(&error.message.to_string()))?;
        let (specifiers, has_url) = match requirement.version_or_url {
            Some(VersionOrUrl::VersionSpecifier(specifiers)) => (specifiers, false),
            Some(VersionOrUrl::Url(_)) => (VersionSpecifiers::empty(), true),
            None => (VersionSpecifiers::empty(), false),
        };
        Ok(Self {
            name: requirement.name,
            extras: requirement.extras,
            specifiers,
            has_url,
            marker: requirement.marker,
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for BuildRequirement {
    /// As it was written.
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_mean_the_same_are_one() {
        let spelling = |text: &str| text.parse::<BuildRequirement>().unwrap().spelling();
        for text in ["Flit_Core >=3 , <4", "flit-core>=3,<4", "flit.core (>=3,<4)"] {
            assert_eq!(spelling(text), "flit-core>=3,<4");
        }
        let text = "Tomli[b,a]>=1; python_version<'3.11'";
        assert_eq!(spelling(text), "tomli[a,b]>=1 ; python_full_version < '3.11'");
        assert_eq!(spelling(&spelling(text)), spelling(text));
    }
}
