//! The packages that only builds need. Those without a wheel are built, with what they declare themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::build_lists::BuildLists;
use super::merged::ProjectPackages;
use super::native_build::Built;
use super::{
    Build, BuildPlan, Inputs, LinkedLibraries, LockedLists, Merged, NativeBuild, PackageContent,
    Place, Wheels,
};
use crate::environment::EnvironmentSet;
use crate::facts::build_lock::BuildList;
use crate::facts::{Facts, Lookup, Subject};
use crate::lock::Package;
use crate::project::settings::{CargoLock, Settings};
use crate::resolution::installed::Installed;

/// A package that only builds need.
#[derive(Debug)]
pub struct BuildPackage<'l> {
    /// The package.
    pub package: &'l Package,
    /// What the environments whose builds need it install of it.
    pub installed: Installed<'l>,
    /// The wheels among that, by scope.
    pub wheels: Wheels<'l>,
    /// How it is built, where it is built.
    pub build: Option<Build<'l>>,
    /// What it needs besides Python where it is built.
    native: NativeBuild<'l>,
    linked: LinkedLibraries<'l>,
    settings: &'l Settings,
}

/// Packages, with the environments that build them.
pub type BuiltPackages = BTreeMap<String, EnvironmentSet>;

/// What has to be found out for builds.
#[derive(Debug, Default)]
pub struct BuildNeeds<'l> {
    /// Every list of requirements that some build has, with the packages that have it.
    pub lists: BTreeMap<BuildList, BuiltPackages>,
    /// The source archives of build tools to look at.
    pub lookups: Vec<Lookup<'l>>,
}

/// What is locked for builds, as far as some build needs it.
pub(super) struct LockedBuilds<'l> {
    inputs: Inputs<'l>,
    facts: &'l Facts,
    project: ProjectPackages<'l>,
    /// Every list that was added, with the packages that have it.
    lists: BTreeMap<BuildList, BuiltPackages>,
    /// Those of them that are locked: the packages, and where they are needed.
    pub(super) environments: BTreeMap<String, BTreeMap<&'l str, Place<'l>>>,
    needed: BTreeMap<&'l str, (&'l Package, EnvironmentSet)>,
}

impl Merged<'_> {
    /// What has to be found out for builds, as far as the facts tell.
    #[must_use]
    pub fn build_needs<'f>(&'f self, facts: &'f Facts) -> BuildNeeds<'f> {
        let mut builds = LockedBuilds::<'f>::new(self, facts);
        for variant in self.variants() {
            let plan = variant.build_plan(self.inputs, facts);
            if let Some(lists) = variant.build_lists(plan, &builds.project) {
                builds.add(lists, variant.package, &variant.installed);
            }
        }
        builds.add_editable_hook(self);
        builds.add_tools();
        BuildNeeds { lookups: builds.lookups(), lists: builds.lists }
    }
}

impl<'l> BuildPackage<'l> {
    /// The package with what is installed of it.
    #[must_use]
    pub const fn content(&self) -> PackageContent<'_, 'l> {
        let Self { package, installed, linked, native, settings, .. } = self;
        PackageContent { package, installed, linked, native, runtime: None, settings }
    }
}

impl<'l> LockedBuilds<'l> {
    pub(super) fn new(merged: &Merged<'l>, facts: &'l Facts) -> Self {
        let project = merged.project_packages();
        let (lists, environments, needed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { inputs: merged.inputs, facts, project, lists, environments, needed }
    }

    /// The packages of the project.
    pub(super) const fn project(&self) -> &ProjectPackages<'l> {
        &self.project
    }

    /// Adds what the builds of a package need. Gives those of its lists that are locked.
    pub(super) fn add(
        &mut self,
        lists: BuildLists,
        package: &Package,
        installed: &Installed<'_>,
    ) -> LockedLists {
        let BuildLists { usual, editable, of_project, is_beside_project } = lists;
        let set = installed.built().unwrap_or(&installed.present);
        let mut add = |list: Option<BuildList>| self.add_list(list?, package.to_string(), set);
        let (usual, editable) = (add(usual), add(editable));
        LockedLists { usual, editable, of_project, is_beside_project }
    }

    /// Adds what the hook for editable packages runs with. Gives the name of the list, if it is locked.
    pub(super) fn add_editable_hook(&mut self, merged: &Merged<'_>) -> Option<String> {
        let (list, packages) = merged.editable_hook()?;
        let mut name = None;
        for package in packages {
            let all = self.inputs.resolved.environments.all();
            name = self.add_list(list.clone(), package, all);
        }
        name
    }

    /// Adds a list that the builds of a package need in these environments.
    fn add_list(
        &mut self,
        list: BuildList,
        needed_by: String,
        set: &EnvironmentSet,
    ) -> Option<String> {
        let name = list.to_string();
        let locks = self.facts.build_locks();
        let lock = locks.get(&list);
        self.lists.entry(list).or_default().entry(needed_by).or_default().add(set);
        let lock = lock?;
        if self.environments.contains_key(&name) {
            return Some(name);
        }
        let environments = &self.inputs.resolved.environments;
        let mut packages: BTreeMap<&str, (&Package, EnvironmentSet)> = BTreeMap::new();
        let nowhere = |package| (package, EnvironmentSet::default());
        for (id, environment) in environments.with_ids() {
            for (key, package) in locks.packages_in(lock, environment) {
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

    /// Adds the lists of the packages that have to be built themselves, and of those in these lists. Gives what
    /// is locked for each of them.
    pub(super) fn add_tools(&mut self) -> BTreeMap<&'l str, LockedLists> {
        loop {
            let before = self.environments.len();
            let mut locked = BTreeMap::new();
            for (key, package, installed) in self.built() {
                let plan = self.plan(package);
                if let Some(lists) = plan.lists(&self.project) {
                    locked.insert(key, self.add(lists, package, &installed));
                }
            }
            if self.environments.len() == before {
                return locked;
            }
        }
    }

    /// The packages that some environment has to build, with their source archives.
    fn built(&self) -> Vec<(&'l str, &'l Package, Installed<'l>)> {
        let installed = self.needed.iter().map(|(key, (package, present))| {
            (*key, *package, self.installed(package, present.clone()))
        });
        installed.filter(|(_, _, installed)| installed.built().is_some()).collect()
    }

    fn installed(&self, package: &'l Package, present: EnvironmentSet) -> Installed<'l> {
        let environments = &self.inputs.resolved.environments;
        Installed::of(package, present, environments, self.settings())
    }

    /// The settings for build tools: those of a package that the project installs are not for a build tool of
    /// that name.
    fn settings(&self) -> &'l Settings {
        self.inputs.settings().of_build_packages()
    }

    fn plan(&self, package: &'l Package) -> BuildPlan<'l> {
        BuildPlan::of(package, None, self.settings(), self.facts)
    }

    fn lookups(&self) -> Vec<Lookup<'l>> {
        let lookups = self.built().into_iter().filter_map(|(_, package, installed)| {
            let settings = self.settings().packages.get(&package.name);
            let builds = settings.is_none_or(|settings| settings.build_system.is_none());
            let crates = settings.map_or(&CargoLock::Found, |settings| &settings.cargo_lock);
            let crates = Some(crates).filter(|crates| **crates != CargoLock::Off);
            let subject = Subject::File(installed.sdist()?);
            let lookup = Lookup {
                package,
                environments: installed.built()?.clone(),
                subject,
                builds,
                crates,
                libraries: None,
            };
            (builds || crates.is_some()).then_some(lookup)
        });
        lookups.collect()
    }

    /// The packages that are needed, by name and version, and the cycles of packages that have to be built with
    /// each other. Nothing is locked for the builds of these.
    pub(super) fn packages(&mut self) -> (BTreeMap<&'l str, BuildPackage<'l>>, Vec<Vec<&'l str>>) {
        let mut locked = self.add_tools();
        let cycles = self.cycles(&locked);
        for key in cycles.iter().flatten() {
            locked.remove(key);
        }
        let packages = self.needed.iter().map(|(&key, (package, present))| {
            let installed = self.installed(package, present.clone());
            let wheels = Wheels::of(&installed, package, &self.inputs.resolved.environments);
            let build = installed.built().map(|built| {
                let lists = locked.remove(key).unwrap_or_default();
                Build::of_tool(self.plan(package), built, lists, self.inputs)
            });
            let native = build.as_ref().map(|build| {
                let subject = Built { package, installed: &installed, project: None };
                NativeBuild::of(&subject, build, self.settings(), self.facts)
            });
            let (native, linked) = (native.unwrap_or_default(), LinkedLibraries::default());
            let settings = self.settings();
            (key, BuildPackage { package, installed, wheels, build, native, linked, settings })
        });
        (packages.collect(), cycles)
    }

    /// The cycles of packages of which each has to be built with the next.
    fn cycles(&self, locked: &BTreeMap<&'l str, LockedLists>) -> Vec<Vec<&'l str>> {
        let next = |key: &str| {
            let list = locked.get(key).and_then(|lists| lists.usual.as_ref());
            let tools = list.into_iter().flat_map(|list| self.environments[list].keys().copied());
            tools.filter(|tool| locked.contains_key(tool))
        };
        let mut cycles: Vec<Vec<&str>> = Vec::new();
        for &start in locked.keys() {
            if cycles.iter().flatten().any(|known| *known == start) {
                continue;
            }
            let mut paths = vec![vec![start]];
            let mut seen = BTreeSet::new();
            while let Some(path) = paths.pop() {
                let end = path.last().copied().unwrap_or(start);
                if next(end).any(|tool| tool == start) {
                    cycles.push(path);
                    break;
                }
                let unseen = next(end).filter(|tool| seen.insert(*tool));
                paths.extend(unseen.map(|tool| [&path[..], &[tool]].concat()));
            }
        }
        cycles
    }
}
