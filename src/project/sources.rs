//! `[tool.uv.sources]`: where uv takes a requirement from.
//!
//! <https://docs.astral.sh/uv/concepts/projects/dependencies/#dependency-sources>

use std::collections::BTreeMap;
use std::fmt;

use pep508_rs::PackageName;
use toml::Value;

/// The sources of requirements, by package.
pub type Sources = BTreeMap<PackageName, RequirementSource>;

/// Where uv takes a requirement from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequirementSource {
    /// Each from an index, where its marker holds.
    Indexes(Vec<IndexSource>),
    /// From a repository, a URL, a path or the workspace, at least in some environments.
    Elsewhere,
}

/// An index that a requirement is taken from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexSource {
    /// The name of the index.
    pub index: String,
    /// Where.
    pub marker: Option<String>,
}

/// Reads the value of `[tool.uv.sources]`. uv has validated it.
pub(crate) fn sources(value: &Value) -> Sources {
    let entries = value.as_table().into_iter().flatten();
    let sources = entries.filter_map(|(name, value)| {
        Some((PackageName::new(name.clone()).ok()?, RequirementSource::of(value)))
    });
    sources.collect()
}

impl RequirementSource {
    fn of(value: &Value) -> Self {
        let indexes: Option<Vec<_>> = match value {
            Value::Array(values) => values.iter().map(IndexSource::of).collect(),
            one => IndexSource::of(one).map(|it| vec![it]),
        };
        indexes.map_or(Self::Elsewhere, Self::Indexes)
    }
}

impl IndexSource {
    fn of(value: &Value) -> Option<Self> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self { index: text("index")?, marker: text("marker") })
    }
}

impl fmt::Display for IndexSource {
    /// `torch` or, with a marker, `torch where sys_platform == 'linux'`.
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.index)?;
        match &self.marker {
            Some(marker) => write!(formatter, " where {marker}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_comes_from_indexes_or_from_elsewhere() {
        let text = "a = { index = 'x' }\nb = [{ index = 'x', marker = \"os_name == 'nt'\" }]\n\
                    c = { git = 'https://git.example/c' }\nd = [{ index = 'x' }, { path = 'd' }]";
        let sources = sources(&Value::Table(text.parse().unwrap()));
        let shown = |name: &str| match &sources[&name.parse().unwrap()] {
            RequirementSource::Indexes(indexes) => indexes[0].to_string(),
            RequirementSource::Elsewhere => "elsewhere".to_owned(),
        };
        let shown = ["a", "b", "c", "d"].map(shown);
        assert_eq!(shown, ["x", "x where os_name == 'nt'", "elsewhere", "elsewhere"]);
    }
}
