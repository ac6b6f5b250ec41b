//! The packages of all environments, with their files and dependencies.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;

use super::build::is_folder;
use super::dependencies::dependencies_of;
use super::{ByPlace, Dependencies, Member, Place, Wheels};
use crate::environment::{ByEnvironment, EnvironmentSet, Environments};
use crate::lock::formula::{Clauses, Literal};
use crate::lock::{Lock, Package, PackageId, RelativePath};
use crate::project::settings::Settings;
use crate::project::{Project, Workspace};
use crate::resolution::activation::Implication;
use crate::resolution::installed::Installed;
use crate::resolution::resolved::Resolved;

/// What an overlay is made from, besides the facts.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'l> {
    /// The lock in every environment.
    pub resolved: &'l Resolved<'l>,
    /// The same lock, with the projects and the settings.
    pub workspace: &'l Workspace,
}

/// The packages of all environments, before it is known how they are built.
#[derive(Debug)]
pub struct Merged<'l> {
    pub(super) inputs: Inputs<'l>,
    pub(super) members: BTreeMap<&'l PackageName, Member<'l>>,
    pub(super) packages: BTreeMap<&'l PackageName, Vec<Variant<'l>>>,
    pub(super) activations: Vec<(&'l Implication, Place<'l>)>,
}

/// One version of a package, for the environments that have it.
#[derive(Debug)]
pub struct Variant<'l> {
    /// Its number in the lock.
    pub id: PackageId,
    /// The package.
    pub package: &'l Package,
    /// Where it is, if not everywhere.
    pub places: Vec<Place<'l>>,
    /// The `pyproject.toml` of a local package.
    pub project: Option<&'l Project>,
    /// The folders of other local packages inside of its own, seen from it.
    pub nested: BTreeSet<RelativePath>,
    /// What its environments install of it.
    pub installed: Installed<'l>,
    /// The wheels among that, by scope.
    pub wheels: Wheels<'l>,
    /// Its dependencies.
    pub dependencies: ByPlace<'l, Dependencies<'l>>,
}

/// The packages of the project, by which builds decide whether to take a requirement from them.
#[derive(Debug)]
pub(super) struct ProjectPackages<'l> {
    /// The environments that builds are for.
    pub(super) environments: &'l Environments,
    /// All of them, also those that none of these environments has: what is locked for an environment does not
    /// depend on which others there are.
    pub(super) all: BTreeSet<&'l PackageName>,
    /// Those that are folders.
    pub(super) folders: BTreeSet<&'l PackageName>,
}

impl<'l> Merged<'l> {
    /// Brings the resolutions of all environments together.
    #[must_use]
    pub fn of(inputs: Inputs<'l>) -> Self {
        let Resolved { graph, environments, .. } = inputs.resolved;
        let mut by_name: BTreeMap<_, Vec<(PackageId, EnvironmentSet)>> = BTreeMap::new();
        for (id, package) in graph.lock.packages() {
            let present = inputs.resolved.present(id);
            if !present.is_empty() {
                by_name.entry(&package.name).or_default().push((id, present));
            }
        }
        let nested = nested(graph.lock);
        let packages = by_name.into_iter().map(|(name, mut variants)| {
            variants.sort_by_key(|&(id, _)| {
                let package = &graph.lock[id];
                (package.version.as_ref().map(|version| &version.version), &package.source)
            });
            let variants = variants.into_iter();
            (name, variants.map(|(id, present)| inputs.variant(id, present, &nested)).collect())
        });
        let activations = inputs.resolved.activations.iter();
        let activations = activations.map(|((implication, clauses), set)| {
            (implication, inputs.place(clauses, set, environments.all()))
        });
        Self {
            packages: packages.collect(),
            members: inputs.members(),
            activations: activations.collect(),
            inputs,
        }
    }

    /// Every variant of every package.
    pub(super) fn variants(&self) -> impl Iterator<Item = &Variant<'l>> {
        self.packages.values().flatten()
    }

    /// The packages of the project.
    pub(super) fn project_packages(&self) -> ProjectPackages<'l> {
        let Resolved { graph, environments, .. } = self.inputs.resolved;
        let packages = || graph.lock.packages().map(|(_, package)| package);
        let folders = packages().filter(|package| is_folder(&package.source));
        ProjectPackages {
            environments,
            all: packages().map(|package| &package.name).collect(),
            folders: folders.map(|package| &package.name).collect(),
        }
    }
}

/// The folders of local packages inside of each folder, seen from it.
type Nested = BTreeMap<RelativePath, BTreeSet<RelativePath>>;

fn nested(lock: &Lock) -> Nested {
    let mut nested = Nested::new();
    for folder in lock.packages().filter_map(|(_, package)| package.source.folder()) {
        for parent in folder.parents() {
            let inside = folder.inside(&parent);
            nested.entry(parent).or_default().extend(inside);
        }
    }
    nested
}

impl<'l> Inputs<'l> {
    /// The settings of the user.
    #[must_use]
    pub const fn settings(self) -> &'l Settings {
        self.workspace.settings()
    }

    /// A package, in the environments and for the choices that have it.
    fn variant(self, id: PackageId, present: EnvironmentSet, nested: &Nested) -> Variant<'l> {
        let Self { resolved, workspace } = self;
        let Resolved { graph, environments, conflicts, .. } = resolved;
        let package = &graph.lock[id];
        let mut answers: BTreeMap<Clauses, EnvironmentSet> = BTreeMap::new();
        for (reached, set) in ByEnvironment::of(&present, |it| resolved.reaches(it, id)) {
            let clauses = conflicts.clauses(reached);
            answers.entry(clauses).or_default().add(&set);
        }
        let places =
            answers.iter().map(|(clauses, set)| self.place(clauses, set, environments.all()));
        let mut places: Vec<_> = places.filter(|place| !place.is_everywhere()).collect();
        places.sort();
        let dependencies = dependencies_of(self, id, &present);
        let installed = Installed::of(package, present, environments, workspace.settings());
        Variant {
            id,
            package,
            places,
            project: workspace.projects().get(&id),
            nested: package
                .source
                .folder()
                .and_then(|it| nested.get(it))
                .cloned()
                .unwrap_or_default(),
            wheels: Wheels::of(&installed, package, environments),
            installed,
            dependencies,
        }
    }

    /// The place of what holds for these choices in the environments of a set, out of those `within` another.
    pub(super) fn place(
        self,
        clauses: &Clauses,
        set: &EnvironmentSet,
        within: &EnvironmentSet,
    ) -> Place<'l> {
        let describe = |clause: &Vec<Literal>| -> Vec<_> {
            clause.iter().map(|&literal| self.resolved.conflicts.describe(literal)).collect()
        };
        let always = clauses.iter().any(Vec::is_empty);
        Place {
            when: if always { Vec::new() } else { clauses.iter().map(describe).collect() },
            ..Place::among(&self.resolved.environments, set, within)
        }
    }
}
