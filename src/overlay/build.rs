//! What provides the build requirements of each package.

use std::collections::BTreeMap;

use super::build_lists::BuildLists;
use super::{BuildPlan, ByPlace, Edges, Inputs, PackageContent, Place, Variant, Wheels};
use crate::environment::{EnvironmentId, EnvironmentSet, Environments};
use crate::facts::build_lock::{BuildList, BuildLocks};
use crate::lock::{Package, Source};
use crate::project::BuildSystem;
use crate::project::requirement::BuildRequirement;
use crate::project::settings::Settings;
use crate::resolution::installed::Installed;

/// How a package is built.
#[derive(Debug)]
pub struct Build<'l> {
    /// What it is built with, and who says so.
    pub plan: BuildPlan<'l>,
    /// What of that some environment needs.
    pub requirements: Vec<&'l BuildRequirement>,
    /// What the package set provides for it.
    pub from_set: ByPlace<'l, Edges<'l>>,
    /// What is locked for it.
    pub locked: LockedLists,
}

/// The lists of requirements that are locked for the builds of a package.
#[derive(Debug, Default)]
pub struct LockedLists {
    /// The list for usual builds.
    pub usual: Option<String>,
    /// The list for builds as an editable package, where that takes more.
    pub editable: Option<String>,
}

/// A package that only builds need.
#[derive(Debug)]
pub struct BuildPackage<'l> {
    /// The package.
    pub package: &'l Package,
    /// What the environments whose builds need it install of it.
    pub installed: Installed<'l>,
    /// The wheels among that, by scope.
    pub wheels: Wheels<'l>,
    /// What the package set provides for it, where it is built.
    pub from_set: Edges<'l>,
}

/// What is locked for builds, as far as some build needs it.
pub(super) struct LockedBuilds<'l> {
    inputs: Inputs<'l>,
    locks: &'l BuildLocks,
    pub(super) environments: BTreeMap<String, BTreeMap<&'l str, Place<'l>>>,
    needed: BTreeMap<&'l str, (&'l Package, EnvironmentSet)>,
}

impl<'l> BuildPackage<'l> {
    /// The package with what is installed of it.
    #[must_use]
    pub const fn content(&self) -> PackageContent<'_, 'l> {
        PackageContent { package: self.package, installed: &self.installed, packaged: None }
    }
}

impl<'l> Build<'l> {
    /// How a variant is built, by this plan, for which these lists are locked.
    pub(super) fn of(
        plan: BuildPlan<'l>,
        variant: &Variant<'l>,
        locked: LockedLists,
        inputs: Inputs<'l>,
    ) -> Self {
        let environments = &inputs.resolved.environments;
        let present = &variant.installed.present;
        // Without a list, the builders take the default of PEP 517; dependencies would be a list.
        let has_list = |id| {
            plan.is_said() || (!plan.is_isolated && variant.has_dependencies(id, environments))
        };
        let listed: EnvironmentSet = present.iter().filter(|&id| has_list(id)).collect();
        let all = if listed.is_empty() { Vec::new() } else { plan.requirements() };
        let needed = all.into_iter().filter_map(|requirement| {
            let here = listed.iter().filter(|&id| requirement.applies_to(&environments[id]));
            Some((requirement, EnvironmentSet::from_iter(here))).filter(|(_, set)| !set.is_empty())
        });
        let needed = Vec::from_iter(needed);
        // A folder may be built again where it is installed, with what the set has.
        let from_set = if locked.usual.is_some() && !is_folder(&variant.package.source) {
            ByPlace::default()
        } else {
            let mut from_set = edges_by_place(&needed, present, environments);
            if !plan.is_isolated {
                add_dependencies(&mut from_set, variant);
            }
            from_set
        };
        let requirements = needed.into_iter().map(|(requirement, _)| requirement).collect();
        Self { plan, requirements, from_set, locked }
    }
}

impl Variant<'_> {
    /// Whether it needs other packages to run in an environment.
    fn has_dependencies(&self, id: EnvironmentId, environments: &Environments) -> bool {
        let ByPlace { everywhere, conditional } = &self.dependencies;
        let here = conditional.iter().filter(|(place, _)| place.is_in(id, environments));
        let mut here = here.map(|(_, dependencies)| dependencies).chain([everywhere]);
        here.any(|dependencies| !dependencies.required.is_empty())
    }

    /// Whether it is a folder that can be built as an editable package.
    pub(super) const fn is_folder(&self) -> bool {
        is_folder(&self.package.source)
    }
}

const fn is_folder(source: &Source) -> bool {
    match source {
        Source::Directory(_) | Source::Editable(_) => true,
        Source::Registry(_)
        | Source::Git(_)
        | Source::Url { .. }
        | Source::Path(_)
        | Source::Virtual(_) => false,
    }
}

/// Which packages are needed where.
fn edges_by_place<'l>(
    needed: &[(&'l BuildRequirement, EnvironmentSet)],
    present: &EnvironmentSet,
    environments: &'l Environments,
) -> ByPlace<'l, Edges<'l>> {
    let mut sets: BTreeMap<_, EnvironmentSet> = BTreeMap::new();
    for id in present.iter() {
        let here = needed.iter().filter(|(_, set)| set.contains(id));
        for edge in edges(here.map(|(requirement, _)| *requirement)) {
            sets.entry(edge).or_default().insert(id);
        }
    }
    let mut by_place = ByPlace::<Edges>::default();
    for ((name, extras), set) in sets {
        by_place.at(Place::among(environments, &set, present)).insert(name, extras);
    }
    by_place
}

/// Each package that is named, with the extras that all its requirements ask for.
fn edges<'l>(requirements: impl Iterator<Item = &'l BuildRequirement>) -> Edges<'l> {
    let mut edges = Edges::new();
    for requirement in requirements {
        edges.entry(&requirement.name).or_default().extend(&requirement.extras);
    }
    edges
}

/// Without isolation, a build sees what is installed: what it needs of that are its dependencies.
fn add_dependencies<'l>(from_set: &mut ByPlace<'l, Edges<'l>>, variant: &Variant<'l>) {
    let add = |edges: &mut Edges<'l>, more: &Edges<'l>| {
        for (&name, extras) in more {
            edges.entry(name).or_default().extend(extras);
        }
    };
    let ByPlace { everywhere, conditional } = &variant.dependencies;
    add(&mut from_set.everywhere, &everywhere.required);
    for (place, dependencies) in conditional {
        if !dependencies.required.is_empty() {
            add(from_set.at(place.clone()), &dependencies.required);
        }
    }
}

impl<'l> LockedBuilds<'l> {
    pub(super) fn new(inputs: Inputs<'l>, locks: &'l BuildLocks) -> Self {
        let (environments, needed) = (BTreeMap::new(), BTreeMap::new());
        Self { inputs, locks, environments, needed }
    }

    /// Adds what some build needs. Gives those of its lists that are locked.
    pub(super) fn add(&mut self, lists: &BuildLists) -> LockedLists {
        LockedLists {
            usual: self.add_list(&lists.usual),
            editable: lists.editable.as_ref().and_then(|list| self.add_list(list)),
        }
    }

    /// Adds a list. Gives its name, if it is locked.
    pub(super) fn add_list(&mut self, list: &BuildList) -> Option<String> {
        let lock = self.locks.get(list)?;
        let name = list.to_string();
        if self.environments.contains_key(&name) {
            return Some(name);
        }
        let environments = &self.inputs.resolved.environments;
        let mut packages: BTreeMap<&str, (&Package, EnvironmentSet)> = BTreeMap::new();
        let nowhere = |package| (package, EnvironmentSet::default());
        for (id, environment) in environments.with_ids() {
            for (key, package) in self.locks.packages_in(lock, environment) {
                packages.entry(key).or_insert_with(|| nowhere(package)).1.insert(id);
            }
        }
        let mut places = BTreeMap::new();
        for (key, (package, set)) in packages {
            places.insert(key, Place::among(environments, &set, environments.all()));
            self.needed.entry(key).or_insert_with(|| nowhere(package)).1.add(&set);
        }
        self.environments.insert(name.clone(), places);
        Some(name)
    }

    /// The packages that are needed, by name and version.
    pub(super) fn packages(&self) -> BTreeMap<&'l str, BuildPackage<'l>> {
        let environments = &self.inputs.resolved.environments;
        let packages = self.needed.iter().map(|(&key, (package, present))| {
            // The settings of a package that the project installs are not for a build tool of that name.
            let installed = Installed::of(package, present.clone(), environments, Settings::none());
            let wheels = Wheels::of(&installed, package, environments);
            let from_set = match installed.built() {
                Some(_) => edges(BuildSystem::unsaid().all()),
                None => Edges::new(),
            };
            (key, BuildPackage { package, installed, wheels, from_set })
        });
        packages.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Merged, Overlay};
    use super::*;
    use crate::environment::EnvironmentOptions;
    use crate::facts::Facts;
    use crate::lock::Lock;
    use crate::project::Projects;
    use crate::project::settings::{Backend, Settings};
    use crate::resolution::resolved::Resolved;

    const LOCK: &str = "\
version = 1
requires-python = '>=3.12'
[[package]]
name = 'app'
version = '1'
source = { virtual = '.' }
dependencies = [{ name = 'built' }]
[[package]]
name = 'built'
version = '2'
source = { registry = 'https://pypi.example/simple' }
sdist = { url = 'https://files.example/built-2.tar.gz', hash = 'md5:00000000000000000000000000000000' }
dependencies = [{ name = 'other', marker = \"sys_platform == 'linux'\" }]
[[package]]
name = 'other'
version = '3'
source = { registry = 'https://pypi.example/simple' }
";

    /// What `built`, whose build requirements are unknown, takes from the set.
    fn from_set(settings: &str) -> [Vec<String>; 2] {
        let lock = Lock::parse(LOCK).unwrap();
        let (projects, facts) = (Projects::default(), Facts::default());
        let settings = Settings::parse(settings).unwrap();
        let resolved = Resolved::of(&lock, &EnvironmentOptions::default()).unwrap();
        let inputs = Inputs { resolved: &resolved, projects: &projects, settings: &settings };
        let overlay = Overlay::of(Merged::of(inputs), &facts, Backend::PyprojectNix);
        let built = overlay.variants().find(|it| it.variant.package.name.as_ref() == "built");
        let ByPlace { everywhere, conditional } = &built.unwrap().build.from_set;
        let names = |edges: &Edges<'_>| edges.keys().map(ToString::to_string).collect();
        [names(everywhere), conditional.values().flat_map(|it| names(it) as Vec<_>).collect()]
    }

    #[test]
    fn unknown_build_requirements_are_not_guessed_unless_something_is_added_to_them() {
        let nothing: [Vec<String>; 2] = [vec![], vec![]];
        assert_eq!(from_set(""), nothing);
        let added = from_set("tool.uv.extra-build-dependencies.built = ['cython']");
        assert_eq!(added[0], ["cython", "setuptools", "wheel"]);
        let without_isolation = from_set("tool.uv.no-build-isolation-package = ['built']");
        assert_eq!(without_isolation[0], [""; 0]);
        assert_eq!(without_isolation[1], ["other", "setuptools", "wheel"]);
    }
}
