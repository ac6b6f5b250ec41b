//! Lists of build requirements, and their keys in `uvnix.lock`.

use std::collections::BTreeSet;
use std::fmt;

use pep508_rs::PackageName;

use crate::environment::Environments;
use crate::project::IndexSource;
use crate::project::requirement::BuildRequirement;

/// All requirements that a package has for being built, in one order and spelling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BuildList(BTreeSet<Listed>);

/// A requirement of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Listed {
    spelling: String,
    is_needed: bool,
    name: PackageName,
    /// The indexes that it is taken from; any index where there are none.
    indexes: Vec<IndexSource>,
}

impl BuildList {
    /// The list of these requirements for builds in these environments, each with the indexes that it is taken from;
    /// none where there are none.
    pub fn of<'r>(
        requirements: impl IntoIterator<Item = (&'r BuildRequirement, &'r [IndexSource])>,
        environments: &Environments,
    ) -> Option<Self> {
        let is_needed = |requirement: &BuildRequirement| {
            environments.iter().any(|environment| requirement.applies_to(environment))
        };
        let listed = requirements.into_iter().map(|(requirement, indexes)| Listed {
            spelling: requirement.spelling(),
            is_needed: is_needed(requirement),
            name: requirement.name.clone(),
            indexes: indexes.to_vec(),
        });
        let listed = BTreeSet::from_iter(listed);
        (!listed.is_empty()).then_some(Self(listed))
    }

    /// The requirements that some environment needs. A version that meets all of them need not meet the others.
    pub fn requirements(&self) -> impl Iterator<Item = &str> {
        self.needed().map(|listed| listed.spelling.as_str())
    }

    /// Those that are taken from certain indexes only.
    pub fn sources(&self) -> impl Iterator<Item = (&PackageName, &[IndexSource])> {
        let listed = self.needed().filter(|listed| !listed.indexes.is_empty());
        listed.map(|listed| (&listed.name, listed.indexes.as_slice()))
    }

    fn needed(&self) -> impl Iterator<Item = &Listed> {
        self.0.iter().filter(|listed| listed.is_needed)
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.spelling)?;
        match Vec::from_iter(self.indexes.iter().map(ToString::to_string)) {
            none if none.is_empty() => Ok(()),
            indexes => write!(formatter, " (index {})", indexes.join(", ")),
        }
    }
}

impl fmt::Display for BuildList {
    /// The key of its lock, such as `setuptools>=61, torch (index pytorch)`.
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        Vec::from_iter(self.0.iter().map(ToString::to_string)).join(", ").fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::build_lock::tests::environments;

    /// The list of these requirements for CPython 3.12 on Linux.
    fn list(texts: &[&str]) -> Option<BuildList> {
        let parsed: Vec<BuildRequirement> =
            texts.iter().map(|text| text.parse().unwrap()).collect();
        BuildList::of(parsed.iter().map(|it| (it, &[][..])), &environments())
    }

    #[test]
    fn a_list_is_the_same_in_every_order_and_spelling() {
        assert_eq!(
            list(&["Wheel", "setuptools >= 61"]),
            list(&["setuptools>=61", "wheel", "wheel"])
        );
        let flit = list(&["wheel", "flit_core>=3,<4"]).unwrap();
        assert_eq!(flit.to_string(), "flit-core>=3,<4, wheel");
        assert_eq!(list(&[]), None);
    }

    #[test]
    fn uv_is_not_asked_for_what_no_environment_needs() {
        let texts = ["wheel", "setuptools<72; implementation_name == 'pypy'", "setuptools>=61"];
        let list = list(&texts).unwrap();
        assert_eq!(Vec::from_iter(list.requirements()), ["setuptools>=61", "wheel"]);
        let key = "setuptools<72 ; implementation_name == 'pypy', setuptools>=61, wheel";
        assert_eq!(list.to_string(), key);
    }
}
