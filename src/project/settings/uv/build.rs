//! The settings of `[tool.uv]` for builds.

use std::collections::BTreeMap;

use pep508_rs::PackageName;
use toml::de::DeValue;

use super::super::requirement::requirement;
use super::super::table::Table;
use super::super::value::{Read, Unreadable, Value, any_text, boolean, list};
use crate::project::requirement::BuildRequirement;

/// Settings for a build backend, by key.
///
/// <https://peps.python.org/pep-0517/#config-settings>
pub type ConfigSettings = BTreeMap<String, ConfigSetting>;

/// The value of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigSetting {
    /// One text.
    Text(String),
    /// Several.
    List(Vec<String>),
}

/// An additional build requirement of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraBuildDependency {
    /// The requirement.
    pub requirement: BuildRequirement,
    /// Whether it needs the version that is locked for running.
    pub match_runtime: bool,
}

impl ConfigSetting {
    /// This, followed by another of the same key.
    pub(super) fn and(self, other: &Self) -> Self {
        let mut texts = match self {
            Self::Text(text) => vec![text],
            Self::List(texts) => texts,
        };
        match other {
            Self::Text(text) => texts.push(text.clone()),
            Self::List(others) => texts.extend_from_slice(others),
        }
        Self::List(texts)
    }

    fn read(value: &Value) -> Read<Self> {
        match value.get_ref() {
            DeValue::Array(_) => list(value, any_text).map(Self::List),
            _ => any_text(value).map(Self::Text),
        }
    }
}

pub(super) fn config_settings(table: &Table) -> ConfigSettings {
    let form = "a string or a list of strings";
    let entries = table.entries().into_iter();
    let settings = entries.filter_map(|entry| {
        let setting = entry.read(form, ConfigSetting::read)?;
        Some((entry.name().to_owned(), setting))
    });
    settings.collect()
}

pub(super) fn extra_build_dependencies(
    table: &Table,
) -> BTreeMap<PackageName, Vec<ExtraBuildDependency>> {
    let form = "a list of requirements, each a string or \
                `{ requirement = \"torch\", match-runtime = true }`";
    let read = |value: &Value| list(value, ExtraBuildDependency::read);
    table.by_package("extra-build-dependencies", |package| package.read(form, read))
}

impl ExtraBuildDependency {
    fn read(value: &Value) -> Read<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            return Ok(Self { requirement: requirement(value)?, match_runtime: false });
        };
        let missing = |key| Unreadable::new(value, format!("`{key}` is missing"));
        let of = |key| table.get(key).ok_or_else(|| missing(key));
        let requirement = requirement(of("requirement")?)?;
        let match_runtime = boolean(of("match-runtime")?)?;
        if match_runtime && (requirement.has_url || !requirement.specifiers.is_empty()) {
            let message = "`match-runtime` uses the locked version: remove the version here";
            return Err(Unreadable::new(value, message));
        }
        Ok(Self { requirement, match_runtime })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::SettingsError;
    use super::*;

    type Dependencies = BTreeMap<PackageName, Vec<ExtraBuildDependency>>;

    fn read(text: &str) -> Result<Dependencies, SettingsError> {
        let text = format!("extra-build-dependencies = {text}");
        Table::read_file(&text, |table| extra_build_dependencies(&table))
    }

    #[test]
    fn a_dependency_of_a_build_may_be_what_is_locked_for_running() {
        let read = read(
            "{ Flash_Attn = ['setuptools>=70', { requirement = 'torch', match-runtime = true }] }",
        );
        let read = &read.unwrap()[&"flash-attn".parse().unwrap()];
        let matches: Vec<_> = read.iter().map(|dependency| dependency.match_runtime).collect();
        assert_eq!(matches, [false, true]);
    }

    #[test]
    fn what_uv_would_not_read_is_refused() {
        for wrong in [
            "{ a = ['b'], A = ['c'] }",
            "{ 'a>=1' = ['b'] }",
            "{ a = 'b' }",
            "{ a = [{ requirement = 'b' }] }",
            "{ a = [{ requirement = 'b>=1', match-runtime = true }] }",
        ] {
            assert_eq!(read(wrong).unwrap_err().problems().count(), 1, "{wrong}");
        }
    }
}
