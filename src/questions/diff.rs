//! The difference between two locks: what each environment installs, before and after, and all else that can
//! change a build.
//!
//! Lock files change in many lines that have no effect. This compares the effects: versions, sources, and
//! whether a package is a wheel or is built, in the environments that both locks support.
//!
//! | file | open it for |
//! |---|---|
//! | this one, `common` | the packages of each environment |
//! | `pinned` | hashes, and servers |
//! | `builds` | what builds use: tools, requirements, crates, libraries |
//! | `generated` | the generated file itself |
//! | `lines`, `text`, `markdown` | the sentences, for a terminal and for a pull request |

mod builds;
mod common;
mod generated;
mod lines;
mod markdown;
mod pinned;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use pep440_rs::Version;
use pep508_rs::PackageName;
use schemars::JsonSchema;
use serde::Serialize;

use crate::environment::{EnvironmentId, EnvironmentSet};
use crate::facts::Facts;
use crate::lock::Package;
use crate::project::{BuildSystem, Workspace};
use crate::questions::explain::ArtifactKind;
use crate::resolution::artifact::Artifact;
use crate::resolution::installed::Installed;
use crate::resolution::resolved::Resolved;

use common::Common;

pub use builds::{BuildChange, BuildFact, ToolChange};
pub use generated::{Generated, unexplained};
pub use markdown::print as print_markdown;
pub use pinned::{HashChange, NewHost, Pinned};
pub use text::print;

/// A lock, with everything that affects the result.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The lock, in the environments that it is for.
    pub resolved: &'a Resolved<'a>,
    /// The same lock, with the projects and the settings.
    pub workspace: &'a Workspace,
    /// The same as they are written, by their names.
    pub stated: &'a BTreeMap<String, String>,
    /// The content of `uvnix.lock`.
    pub facts: &'a Facts,
    /// The name of the lock file.
    pub name: &'a str,
    /// The generated file, if there is one.
    pub generated: Option<Generated<'a>>,
}

impl<'a> Side<'a> {
    fn packages(self) -> impl Iterator<Item = &'a Package> {
        self.resolved.graph.lock.packages().map(|(_, package)| package)
    }

    /// How local packages are built, except those whose `pyproject.toml` the `other` side cannot see: a revision
    /// does not have the files of submodules.
    fn local_builds(self, other: Side<'a>) -> impl Iterator<Item = (&'a Package, &'a BuildSystem)> {
        let lock = self.resolved.graph.lock;
        let seen = move |package: &Package| {
            let names =
                other.workspace.projects().keys().map(|&id| &other.resolved.graph.lock[id].name);
            names.into_iter().any(|name| *name == package.name)
                || !other.packages().any(|it| it.name == package.name)
        };
        let builds = self.workspace.projects().iter();
        let builds =
            builds.filter_map(move |(&id, it)| Some((&lock[id], it.build_system.as_ref()?)));
        builds.filter(move |(package, _)| seen(package))
    }
}

/// The difference between two locks.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Difference {
    /// Whether the locks have a member in common.
    pub is_same_project: bool,
    /// The hashes that changed although the version did not.
    pub hashes_changed: Vec<HashChange>,
    /// The servers of the new lock only.
    pub hosts_added: Vec<NewHost>,
    /// The environments of the old lock only.
    pub environments_removed: Vec<String>,
    /// The environments of the new lock only.
    pub environments_added: Vec<String>,
    /// The number of environments that are compared.
    pub environments_compared: usize,
    /// The changes, sorted by package.
    pub changes: Vec<Change>,
    /// The changes of build tools, sorted by name.
    pub tools: Vec<ToolChange>,
    /// The changes of build requirements, crates and libraries.
    pub builds: Vec<BuildChange>,
    /// The changes of settings, sorted by name.
    pub settings: Vec<SettingChange>,
    /// The changes of the header of the generated file.
    pub generated: Vec<SettingChange>,
    /// The addresses and hashes in the new generated file that nothing explains, each as a sentence.
    pub unexplained: Vec<String>,
    /// The new generated file, if it was made from another lock.
    pub outdated: Option<String>,
    /// The name of the new lock file, and of its generated file.
    #[serde(skip)]
    pub(super) names: [String; 2],
}

/// A change of a setting.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SettingChange {
    /// Its name, such as `tool.uvnix.backend`.
    pub name: String,
    /// The old value in TOML, if it was stated.
    pub old: Option<String>,
    /// The new value in TOML, if it is stated.
    pub new: Option<String>,
}

/// A change of one package, in some environments.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// The package.
    pub name: String,
    /// The kind of change.
    pub kind: ChangeKind,
    /// The old items; several if choices decide.
    pub old: Vec<Item>,
    /// The new items.
    pub new: Vec<Item>,
    /// The scopes in which it changed; `None`: all that are compared.
    pub environments: Option<Vec<String>>,
}

/// The kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its version is newer.
    Updated,
    /// Its version is older.
    Downgraded,
    /// It has the same version, but another source, kind or file.
    Replaced,
}

/// One version of a package, as an environment installs it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Item {
    /// Its version, if the lock knows it.
    pub version: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// The kind of artifact.
    pub kind: ArtifactKind,
    /// The locked hash of the file.
    pub hash: Option<String>,
}

impl Difference {
    /// Changes that are not those of some environments.
    pub(super) fn of_all(changes: Vec<Change>) -> Self {
        Self { is_same_project: true, environments_compared: 1, changes, ..Self::default() }
    }
}

impl Change {
    /// A change in all environments.
    pub(super) fn everywhere(name: &PackageName, old: Vec<Item>, new: Vec<Item>) -> Self {
        Self { name: name.to_string(), kind: kind(&old, &new), old, new, environments: None }
    }
}

/// The old and the new items.
type Move = (Vec<Item>, Vec<Item>);

/// Compares two locks.
#[must_use]
pub fn diff<'a>(old: Side<'a>, new: Side<'a>) -> Difference {
    let common = Common::of(&old.resolved.environments, &new.resolved.environments);
    let mut moves: BTreeMap<&PackageName, BTreeMap<Move, EnvironmentSet>> = BTreeMap::new();
    let (was, is) = (Contents::of(old), Contents::of(new));
    for &name in was.packages.keys().chain(is.packages.keys()).collect::<BTreeSet<_>>() {
        for (id, &(before, after)) in common.environments.all().iter().zip(&common.pairs) {
            let (was, is) = (was.items(name, before), is.items(name, after));
            if !is_same(&was, &is) {
                moves.entry(name).or_default().entry((was, is)).or_default().insert(id);
            }
        }
    }
    let changes = moves.into_iter().flat_map(|(name, moves)| changes(name, moves, &common));
    let changes = Vec::from_iter(changes);
    Difference {
        is_same_project: members(old).is_empty() || !members(old).is_disjoint(&members(new)),
        hashes_changed: pinned::hashes_changed(old, new),
        hosts_added: pinned::hosts_added(old, new),
        tools: builds::tools(old, new),
        builds: builds::builds(old, new),
        settings: settings_changed(old.stated, new.stated),
        generated: generated::changes(old, new),
        unexplained: generated::unexplained_between(old, new),
        outdated: new.generated.filter(|it| it.is_outdated()).map(|it| it.name.to_owned()),
        names: [new.name, new.generated.as_ref().map_or("", Generated::file_name)]
            .map(str::to_owned),
        changes,
        environments_compared: common.pairs.len(),
        environments_removed: common.only_old,
        environments_added: common.only_new,
    }
}

fn settings_changed(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Vec<SettingChange> {
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let changes = names.into_iter().map(|name| SettingChange {
        name: name.clone(),
        old: old.get(name).cloned(),
        new: new.get(name).cloned(),
    });
    changes.filter(|change| change.old != change.new).collect()
}

fn members(side: Side<'_>) -> BTreeSet<&PackageName> {
    let lock = side.resolved.graph.lock;
    lock.members.iter().map(|&id| &lock[id].name).collect()
}

/// The packages of a lock by name, each with its installed artifacts.
struct Contents<'a> {
    packages: BTreeMap<&'a PackageName, Vec<(&'a Package, Installed<'a>)>>,
}

impl<'a> Contents<'a> {
    fn of(side: Side<'a>) -> Self {
        let Side { resolved, workspace, .. } = side;
        let environments = &resolved.environments;
        let mut packages: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (id, package) in resolved.graph.lock.packages() {
            let present = resolved.present(id);
            let installed = Installed::of(package, present, environments, workspace.settings());
            packages.entry(&package.name).or_default().push((package, installed));
        }
        Self { packages }
    }

    /// The items of a name in one environment, sorted.
    fn items(&self, name: &PackageName, environment: EnvironmentId) -> Vec<Item> {
        let packages = self.packages.get(name).into_iter().flatten();
        let items = packages.filter_map(|(package, installed)| {
            Some(Item::of(package, &installed.in_environment(environment)?))
        });
        let mut items = Vec::from_iter(items);
        items.sort();
        items
    }
}

impl Item {
    fn of(package: &Package, artifact: &Artifact<'_>) -> Self {
        let hash = match artifact {
            Artifact::Wheel(file) | Artifact::Sdist(file) => file.hash.as_ref(),
            Artifact::SourceTree | Artifact::Virtual | Artifact::Missing(_) => None,
        };
        Self {
            version: package.version.as_ref().map(|version| version.text.clone()),
            source: package.source.to_string(),
            kind: ArtifactKind::from(artifact),
            hash: hash.map(ToString::to_string),
        }
    }
}

/// Whether nothing relevant changed. A missing hash is not a change.
fn is_same(old: &[Item], new: &[Item]) -> bool {
    let is_same_hash = |old: &Item, new: &Item| match (&old.hash, &new.hash) {
        (Some(old), Some(new)) => old == new,
        (None, _) | (_, None) => true,
    };
    old.len() == new.len()
        && old.iter().zip(new).all(|(old, new)| {
            (&old.version, &old.source, old.kind) == (&new.version, &new.source, new.kind)
                && is_same_hash(old, new)
        })
}

/// The changes of one package. Changes that differ only in hashes are merged.
fn changes(
    name: &PackageName,
    moves: BTreeMap<Move, EnvironmentSet>,
    common: &Common,
) -> Vec<Change> {
    let mut said: BTreeMap<(ChangeKind, Move), EnvironmentSet> = BTreeMap::new();
    for ((old, new), set) in moves {
        let kind = kind(&old, &new);
        let is_other_file =
            kind == ChangeKind::Replaced && without_hashes(&old) == without_hashes(&new);
        let pair =
            if is_other_file { (old, new) } else { (without_hashes(&old), without_hashes(&new)) };
        said.entry((kind, pair)).or_default().add(&set);
    }
    let changes = said.into_iter().map(|((kind, (old, new)), set)| Change {
        name: name.to_string(),
        kind,
        old,
        new,
        environments: common.environments.scopes(&set),
    });
    changes.collect()
}

fn without_hashes(items: &[Item]) -> Vec<Item> {
    let mut items: Vec<_> = items.iter().map(|item| Item { hash: None, ..item.clone() }).collect();
    items.dedup();
    items
}

fn kind(old: &[Item], new: &[Item]) -> ChangeKind {
    let versions = |items: &[Item]| -> Vec<Option<Version>> {
        let texts = items.iter().map(|item| item.version.as_deref());
        texts.map(|text| text.and_then(|text| text.parse().ok())).collect()
    };
    match (old, new) {
        ([], _) => ChangeKind::Added,
        (_, []) => ChangeKind::Removed,
        _ => ChangeKind::of(&versions(old).iter().max(), &versions(new).iter().max()),
    }
}

impl ChangeKind {
    /// The kind of a change between two versions.
    fn of<V: Ord>(old: &V, new: &V) -> Self {
        match old.cmp(new) {
            std::cmp::Ordering::Less => Self::Updated,
            std::cmp::Ordering::Greater => Self::Downgraded,
            std::cmp::Ordering::Equal => Self::Replaced,
        }
    }
}
