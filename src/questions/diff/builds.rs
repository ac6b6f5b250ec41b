//! What builds use: build tools, build requirements, crates and libraries.

use std::collections::{BTreeMap, BTreeSet};

use pep440_rs::Version;
use schemars::JsonSchema;
use serde::Serialize;

use super::{ChangeKind, Side};
use crate::facts::{Facts, RecordedFact};
use crate::project::BuildSystem;
use crate::project::requirement::BuildRequirement;
use crate::text::printable::spelled_out;

/// A change of a package that builds use.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ToolChange {
    /// Its name.
    pub name: String,
    /// The kind of change.
    pub kind: ChangeKind,
    /// Its old locked versions; none if builds take it from the package set.
    pub old: Vec<String>,
    /// Its new locked versions.
    pub new: Vec<String>,
    /// The files of the same version that are new.
    pub files_added: Vec<String>,
    /// The files of the same version that are gone.
    pub files_removed: Vec<String>,
}

/// A change of what the build of a package needs, or of what it was found to contain.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BuildChange {
    /// The package, or a list of build requirements.
    pub package: String,
    /// What changed.
    pub what: BuildFact,
    /// Whether the source of the package is the same as before.
    pub is_same_source: bool,
    /// What is new.
    pub added: Vec<String>,
    /// What is gone.
    pub removed: Vec<String>,
}

/// A fact about a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BuildFact {
    /// The requirements that it states.
    Requirements,
    /// The packages that meet a list of requirements.
    Tools,
    /// The Rust dependencies.
    Crates,
    /// The shared libraries of a wheel.
    Libraries,
}

/// The versions of a build tool, as they are written and with their files.
type Versions = BTreeMap<Version, (String, BTreeSet<String>)>;

/// The build tools by name. One without a version is not locked.
type Tools = BTreeMap<String, Versions>;

/// The changes of build tools.
pub(super) fn tools<'a>(old: Side<'a>, new: Side<'a>) -> Vec<ToolChange> {
    let (was, is) = (tools_of(old, new), tools_of(new, old));
    let names = was.keys().chain(is.keys()).collect::<BTreeSet<_>>();
    let changes = names.into_iter().filter_map(|name| {
        let (old, new) = (was.get(name), is.get(name));
        let versions = |tool: Option<&Versions>| {
            let versions = tool.into_iter().flat_map(BTreeMap::values);
            versions.map(|(text, _)| text.clone()).collect::<Vec<_>>()
        };
        let newest = |tool: &Versions| tool.keys().next_back().cloned();
        let kind = match (old, new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            (Some(old), Some(new)) => ChangeKind::of(&newest(old), &newest(new)),
        };
        let (files_added, files_removed) = (other_files(new, old), other_files(old, new));
        let (old, new) = (versions(old), versions(new));
        let is_same = matches!(kind, ChangeKind::Replaced)
            && old == new
            && files_added.is_empty()
            && files_removed.is_empty();
        let name = name.clone();
        (!is_same).then_some(ToolChange { name, kind, old, new, files_added, files_removed })
    });
    changes.collect()
}

/// The files of a tool that the other side does not have under the same version.
fn other_files(tool: Option<&Versions>, other: Option<&Versions>) -> Vec<String> {
    let both = tool.into_iter().flatten().filter_map(|(version, (_, files))| {
        let (_, others) = other?.get(version)?;
        Some(files.difference(others))
    });
    both.flatten().cloned().collect()
}

fn tools_of<'a>(side: Side<'a>, other: Side<'a>) -> Tools {
    let mut tools = Tools::new();
    if side.generated.is_none() && *side.facts == Facts::default() {
        // Nix does not build the project yet.
        return tools;
    }
    // Those that are not locked come from the package set.
    let recorded = side.facts.recorded().filter_map(|entry| match entry.fact {
        RecordedFact::BuildSystem(build) => Some(build),
        RecordedFact::Hash(_)
        | RecordedFact::Commit(_)
        | RecordedFact::Crates(_)
        | RecordedFact::Libraries(_) => None,
    });
    let local = side.local_builds(other).map(|(_, build)| build);
    let environments = &side.resolved.environments;
    let is_needed = |requirement: &&BuildRequirement| {
        environments.iter().any(|environment| requirement.applies_to(environment))
    };
    for requirement in recorded.chain(local).flat_map(BuildSystem::all).filter(is_needed) {
        tools.entry(requirement.name.to_string()).or_default();
    }
    for tool in side.facts.build_locks().packages() {
        let (package, version) = (tool.package(), tool.version());
        let files = package.files().map(|file| file.name.to_string()).collect();
        let versions = tools.entry(package.name.to_string()).or_default();
        versions.insert(version.version.clone(), (version.text.clone(), files));
    }
    tools
}

/// What is known of one package, from all of its sources.
#[derive(Default)]
struct PackageFacts {
    package: String,
    sources: BTreeSet<String>,
    items: BTreeSet<String>,
}

/// The changes of what packages need or contain. Packages that only one side has are not among them.
pub(super) fn builds<'a>(old: Side<'a>, new: Side<'a>) -> Vec<BuildChange> {
    let (mut was, is) = (known(old, new), known(new, old));
    let changes = is.into_iter().filter_map(|((what, name), new)| {
        let old = was.remove(&(what, name))?;
        let missing_in = |one: &PackageFacts, other: &PackageFacts| {
            one.items.difference(&other.items).cloned().collect::<Vec<_>>()
        };
        let (added, removed) = (missing_in(&new, &old), missing_in(&old, &new));
        let is_same_source = !new.sources.is_empty() && new.sources == old.sources;
        let is_changed = !(added.is_empty() && removed.is_empty());
        let package = new.package;
        is_changed.then_some(BuildChange { package, what, is_same_source, added, removed })
    });
    let mut changes: Vec<_> = changes.collect();
    changes.extend(lists(old, new));
    changes
}

fn known<'a>(side: Side<'a>, other: Side<'a>) -> BTreeMap<(BuildFact, String), PackageFacts> {
    let mut all: BTreeMap<(BuildFact, String), PackageFacts> = BTreeMap::new();
    let mut add = |what, package: &str, source: Option<&str>, items: Vec<String>| {
        let name = package.split(' ').next().unwrap_or(package);
        let known = all.entry((what, name.to_owned())).or_default();
        known.package = spelled_out(package);
        known.sources.extend(source.map(str::to_owned));
        known.items.extend(items.iter().map(|item| spelled_out(item)));
    };
    let requirements = |build: &BuildSystem| build.all().map(BuildRequirement::spelling).collect();
    for (package, build) in side.local_builds(other) {
        add(BuildFact::Requirements, &package.to_string(), None, requirements(build));
    }
    for entry in side.facts.recorded() {
        let (what, items) = match entry.fact {
            RecordedFact::BuildSystem(build) => (BuildFact::Requirements, requirements(build)),
            RecordedFact::Crates(lock) => {
                let crates = lock.crates().into_iter();
                let crates = crates.map(|it| format!("{} {}", it.name, it.version));
                (BuildFact::Crates, crates.collect())
            }
            RecordedFact::Libraries(libraries) => {
                (BuildFact::Libraries, libraries.described().collect())
            }
            RecordedFact::Hash(_) | RecordedFact::Commit(_) => continue,
        };
        add(what, entry.package, Some(entry.key), items);
    }
    all
}

/// The lists of build requirements that are met by other versions than before, of those that builds already
/// used: new versions are changes of the tools.
fn lists(old: Side<'_>, new: Side<'_>) -> Vec<BuildChange> {
    let (was, is) = (old.facts.build_locks(), new.facts.build_locks());
    let before: BTreeMap<&str, BTreeSet<&str>> = was.lists().collect();
    let is_known = |tool: &&&str| was.package(tool).is_some() && is.package(tool).is_some();
    let changes = is.lists().filter_map(|(list, tools)| {
        let old = before.get(list)?;
        let moved = |one: &BTreeSet<&str>, other: &BTreeSet<&str>| {
            let moved = one.difference(other).filter(is_known);
            moved.map(|tool| spelled_out(tool)).collect::<Vec<_>>()
        };
        let (added, removed) = (moved(&tools, old), moved(old, &tools));
        let is_changed = !(added.is_empty() && removed.is_empty());
        let (package, what) = (spelled_out(list), BuildFact::Tools);
        is_changed.then_some(BuildChange { package, what, is_same_source: false, added, removed })
    });
    changes.collect()
}
