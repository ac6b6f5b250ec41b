//! What a project requires, in the form in which the lock says what it required.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use indexmap::{IndexMap, IndexSet};
use pep440_rs::Version;
use pep508_rs::{ExtraName, PackageName};
use toml::Value;

use super::requirement::BuildRequirement;
use super::{ProjectWire, Wire};
use crate::lock::marker::Marker;
use crate::lock::metadata::{Metadata, Requirement, specifiers};

/// What a `pyproject.toml` says that uv locks, as far as it says it without a build.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// Its name.
    pub name: Option<PackageName>,
    /// Its version.
    pub version: Option<Version>,
    /// Its requirements and extras, and the requirements of its groups.
    pub metadata: Metadata,
    /// Whether its build computes requirements or extras. Then only the groups can be compared.
    pub is_dynamic: bool,
}

impl Declared {
    /// `None` if some requirement cannot be read: uv reports it.
    pub(super) fn of(wire: &Wire) -> Option<Self> {
        let groups = groups(wire)?;
        let Some(project) = &wire.project else {
            let metadata = Metadata { groups, ..Metadata::default() };
            return Some(Self { name: None, version: None, metadata, is_dynamic: true });
        };
        let is_computed = |key: &str| project.dynamic.iter().any(|it| it == key);
        let version = project.version.as_ref().and_then(Value::as_str);
        let (requirements, extras) = requirements(project)?;
        Some(Self {
            name: project.name.as_deref().and_then(|name| PackageName::from_str(name).ok()),
            version: version.and_then(|version| Version::from_str(version).ok()),
            metadata: Metadata { requirements, extras, groups },
            is_dynamic: is_computed("dependencies") || is_computed("optional-dependencies"),
        })
    }
}

/// The requirements of a package with those of its extras, and the names of these.
fn requirements(project: &ProjectWire) -> Option<(Vec<Requirement>, BTreeSet<ExtraName>)> {
    let mut requirements =
        project.dependencies.iter().map(requirement).collect::<Option<Vec<_>>>()?;
    let mut extras = BTreeSet::new();
    for (extra, values) in &project.optional_dependencies {
        let extra = ExtraName::from_str(extra).ok()?;
        let requested = Marker::of_extra(extra.clone());
        for value in values.as_array()? {
            let optional = requirement(value)?;
            let marker = Marker::all([optional.marker, requested.clone()]);
            requirements.push(Requirement { marker, ..optional });
        }
        extras.insert(extra);
    }
    Some((requirements, extras))
}

fn requirement(value: &Value) -> Option<Requirement> {
    let read: BuildRequirement = value.as_str()?.parse().ok()?;
    Some(Requirement {
        specifiers: specifiers(&read.specifiers),
        extras: read.extras.into_iter().collect(),
        is_elsewhere: read.has_url,
        marker: read.marker,
        name: read.name,
    })
}

/// The most members of groups that are compared, with those of included groups. Groups can include each other
/// many times.
const MOST_MEMBERS: usize = 20_000;

type Groups = BTreeMap<ExtraName, Vec<Requirement>>;

/// The requirements of each group, with those of the groups that it includes.
fn groups(wire: &Wire) -> Option<Groups> {
    let mut named: IndexMap<ExtraName, &[Value]> = IndexMap::new();
    for (name, members) in &wire.dependency_groups {
        named.insert(ExtraName::from_str(name).ok()?, members);
    }
    let mut left = MOST_MEMBERS;
    let groups = named.keys().map(|name| Some((name.clone(), members(name, &named, &mut left)?)));
    let mut groups: Groups = groups.collect::<Option<_>>()?;
    if let Some(dev) = &wire.tool.uv.dev_dependencies {
        let dev = dev.as_array()?.iter().map(requirement).collect::<Option<Vec<_>>>()?;
        groups.entry(ExtraName::from_str("dev").ok()?).or_default().extend(dev);
    }
    Some(groups)
}

/// The members of a group, and of those that it includes; `None` if they are too many, or cannot be read. `left`
/// says how many may follow.
fn members(
    name: &ExtraName,
    groups: &IndexMap<ExtraName, &[Value]>,
    left: &mut usize,
) -> Option<Vec<Requirement>> {
    let (mut names, mut next) = (IndexSet::from([name.clone()]), 0);
    let mut members = Vec::new();
    while let Some(name) = names.get_index(next).cloned() {
        next += 1;
        for member in *groups.get(&name)? {
            *left = left.checked_sub(1)?;
            match member.get("include-group") {
                Some(included) => {
                    names.insert(ExtraName::from_str(included.as_str()?).ok()?);
                }
                None => members.push(requirement(member)?),
            }
        }
    }
    Some(members)
}
