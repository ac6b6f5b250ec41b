//! Locked build requirements: the lists of requirements, and the packages that satisfy them by environment.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;

use super::build::edges;
use super::{Merge, Needs, Overlay, Place, Variant};
use crate::environment::{EnvironmentSet, Environments};
use crate::facts::Facts;
use crate::facts::build_lock::{BuildList, BuildLocks};
use crate::lock::{Package, Source};
use crate::project::BuildSystem;
use crate::project::Projects;
use crate::project::settings::Settings;
use crate::resolution::artifact::{must_not_be_built, refusal};
use crate::resolution::resolved::Resolved;

/// The build requirements of a package, as lists.
struct Lists {
    usual: BuildList,
    editable: Option<BuildList>,
}

/// The inputs for the lists of packages.
#[derive(Clone, Copy)]
struct Known<'o, 'l> {
    facts: &'l Facts,
    settings: &'l Settings,
    /// The packages that are folders of the project.
    folders: &'o BTreeSet<&'l PackageName>,
}

impl<'l> Overlay<'l> {
    /// Every list of requirements that some build has, with the packages that have it.
    #[must_use]
    pub fn build_lists(
        &self,
        facts: &'l Facts,
        settings: &'l Settings,
    ) -> BTreeMap<BuildList, BTreeSet<String>> {
        let folders = self.folders();
        let known = Known { facts, settings, folders: &folders };
        let mut lists: BTreeMap<BuildList, BTreeSet<String>> = BTreeMap::new();
        for variant in self.packages.values().flatten() {
            let Some(Lists { usual, editable }) = variant.lists(known) else { continue };
            for list in [usual].into_iter().chain(editable) {
                lists.entry(list).or_default().insert(variant.package.to_string());
            }
        }
        lists
    }

    /// Makes packages use their locked build requirements, if there are any.
    #[must_use]
    pub fn with_build_locks(
        mut self,
        resolved: &'l Resolved<'l>,
        projects: &'l Projects,
        settings: &'l Settings,
        facts: &'l Facts,
    ) -> Self {
        let locks = facts.build_locks();
        let folders = self.folders();
        let known = Known { facts, settings, folders: &folders };
        let mut present: BTreeMap<&str, EnvironmentSet> = BTreeMap::new();
        for variant in self.packages.values_mut().flatten() {
            let Some(Lists { usual, editable }) = variant.lists(known) else { continue };
            for list in [Some(&usual), editable.as_ref()].into_iter().flatten() {
                let Some(places) = places(list, locks, &resolved.environments) else { continue };
                let entry = self.build_environments.entry(list.to_string()).or_default();
                for (package, set) in places {
                    entry.insert(package, place(&resolved.environments, &set));
                    let all =
                        present.entry(package).or_insert_with(|| resolved.environments.none());
                    all.union_with(&set);
                }
            }
            variant.build_with_locked(&usual, editable.as_ref(), locks);
        }
        let merge = Merge { resolved, projects, settings };
        let packages = present.iter().map(|(&key, set)| {
            let package = locks.package(key).expect("each package of a lock has its files");
            (key, merge.build_package(package, set))
        });
        self.build_packages = packages.collect();
        self
    }

    /// Every package, and those that only builds need.
    pub fn all(&self) -> impl Iterator<Item = &Variant<'l>> {
        self.packages.values().flatten().chain(self.build_packages.values())
    }

    fn folders(&self) -> BTreeSet<&'l PackageName> {
        let variants = self.packages.values().flatten();
        let folders = variants.filter(|variant| variant.package.is_a_folder());
        folders.map(|variant| &variant.package.name).collect()
    }
}

impl<'l> Variant<'l> {
    /// The lists to lock; `None` if nothing is built, if the build requirements are unknown, or if the
    /// build uses
    /// packages of the project itself.
    fn lists(&self, known: Known<'_, 'l>) -> Option<Lists> {
        let Known { facts, settings, folders } = known;
        let is_built =
            self.is_built() || (self.sdist.is_some() && facts.build_of(self.package).is_some());
        if !is_built || self.is_built_among_what_is_installed(settings) {
            return None;
        }
        let unsaid = || self.package.is_a_folder().then(|| BuildSystem::unsaid().all().collect());
        let mut requirements = self.said(facts, settings).or_else(unsaid)?;
        requirements.extend(self.added(settings));
        if requirements.iter().any(|it| it.has_url || folders.contains(&it.name)) {
            return None;
        }
        let more = self.project.map_or(&[][..], |project| &project.editable_requires);
        let all = requirements.iter().copied().chain(more);
        let editable = (!more.is_empty()).then(|| BuildList::of(all)).flatten();
        Some(Lists { usual: BuildList::of(requirements.iter().copied())?, editable })
    }

    fn is_built_among_what_is_installed(&self, settings: &Settings) -> bool {
        let name = &self.package.name;
        let mut added = settings.uv.extra_build_dependencies.get(name).into_iter().flatten();
        settings.uv.is_built_without_isolation(name) || added.any(|added| added.match_runtime)
    }

    fn build_with_locked(
        &mut self,
        usual: &BuildList,
        editable: Option<&BuildList>,
        locks: &BuildLocks,
    ) {
        let is_locked = |list: &&BuildList| locks.get(list).is_some();
        self.build_environment = Some(usual).filter(is_locked).map(ToString::to_string);
        self.editable_build_environment = editable.filter(is_locked).map(ToString::to_string);
        // What is edited may be built again where it is installed, with what the set has.
        if self.build_environment.is_some() && !self.package.is_a_folder() {
            self.needs.build_system.clear();
            for conditional in &mut self.conditional {
                conditional.needs.build_system.clear();
            }
            self.conditional.retain(|conditional| !conditional.needs.is_empty());
        }
    }
}

impl<'l> Merge<'l> {
    fn build_package(&self, package: &'l Package, present: &EnvironmentSet) -> Variant<'l> {
        let wheels = self.wheels(package, present);
        let may_be_built = wheels.leave_some_out && !must_not_be_built(self.settings, package);
        let sdist = package.sdist.as_ref().filter(|_| may_be_built);
        let build_system = sdist.map(|_| edges(BuildSystem::unsaid().all())).unwrap_or_default();
        Variant {
            nested: Vec::new(),
            is_build_known: false,
            package,
            places: Vec::new(),
            project: None,
            wheels,
            sdist,
            refused: refusal(self.settings, package),
            needs: Needs { build_system, ..Needs::default() },
            conditional: Vec::new(),
            build_requirements: Vec::new(),
            build_environment: None,
            editable_build_environment: None,
            present: present.clone(),
        }
    }
}

impl Package {
    fn is_a_folder(&self) -> bool {
        match self.source {
            Source::Directory(_) | Source::Editable(_) => true,
            Source::Registry(_)
            | Source::Git(_)
            | Source::Url { .. }
            | Source::Path(_)
            | Source::Virtual(_) => false,
        }
    }
}

/// Which environments need which of the packages that are locked for a list.
fn places<'l>(
    list: &BuildList,
    locks: &'l BuildLocks,
    environments: &Environments,
) -> Option<BTreeMap<&'l str, EnvironmentSet>> {
    let lock = locks.get(list)?;
    let mut places: BTreeMap<&str, EnvironmentSet> = BTreeMap::new();
    for (index, environment) in environments.iter().enumerate() {
        for package in lock.packages_in(environment) {
            places.entry(package).or_insert_with(|| environments.none()).insert(index);
        }
    }
    Some(places)
}

fn place<'l>(environments: &'l Environments, set: &EnvironmentSet) -> Place<'l> {
    let everywhere = environments.set(|_| true);
    let is_everywhere = *set == everywhere;
    Place {
        environments: (!is_everywhere).then(|| environments.cover(set, &everywhere)),
        when: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::EnvironmentOptions;
    use crate::lock::Lock;
    use crate::lock::marker::Markers;
    use crate::project::Project;

    const LOCK: &str = "\
version = 1
requires-python = '>=3.12'
[[package]]
name = 'app'
version = '1'
source = { editable = '.' }
dependencies = [{ name = 'built' }]
[[package]]
name = 'built'
version = '2'
source = { registry = 'https://pypi.example/simple' }
sdist = { url = 'https://files.example/built-2.tar.gz', hash = 'md5:00000000000000000000000000000000' }
";

    /// The lists of a project with this `pyproject.toml`, each with the packages that use it.
    fn lists(pyproject: &str) -> Vec<String> {
        let lock = Lock::parse(LOCK).unwrap();
        let project = Project::parse(pyproject, &mut Markers::default()).unwrap();
        let projects: Projects = lock.members.iter().copied().zip([project]).collect();
        let settings = Settings::parse(pyproject).unwrap();
        let resolved = Resolved::of(&lock, &EnvironmentOptions::default()).unwrap();
        let facts = Facts::default();
        let overlay = Overlay::merge(&resolved, &projects, &settings);
        let lists = overlay.build_lists(&facts, &settings);
        let lists = lists.iter().map(|(list, packages)| {
            let packages = Vec::from_iter(packages.iter().map(String::as_str)).join(" and ");
            format!("{packages}: {list}")
        });
        lists.collect()
    }

    #[test]
    fn what_is_built_alike_has_one_list() {
        let text = "build-system.requires = ['wheel', 'Flit_Core']\n\
                    tool.uvnix.packages.built.build-system = ['flit-core', 'wheel']";
        assert_eq!(lists(text), ["app 1 and built 2: flit-core, wheel"]);
    }

    #[test]
    fn a_folder_that_says_nothing_is_built_with_setuptools_and_an_archive_is_not_guessed_at() {
        assert_eq!(lists(""), ["app 1: setuptools, wheel"]);
    }

    #[test]
    fn an_editable_build_has_a_list_of_its_own_where_it_takes_more() {
        let text = "build-system = { requires = ['hatchling'], build-backend = 'hatchling.build' }";
        assert_eq!(lists(text), ["app 1: editables, hatchling", "app 1: hatchling"]);
    }

    #[test]
    fn what_is_built_with_the_project_s_own_packages_is_left_to_the_set() {
        let built = "tool.uvnix.packages.built.build-system = ['wheel']\n\
                     build-system.requires = ['app']\n";
        assert_eq!(lists(built), ["built 2: wheel"]);
        for setting in [
            "tool.uv.no-build-isolation-package = ['built']",
            "tool.uv.extra-build-dependencies.built = [{ requirement = 'a', match-runtime = true }]",
            "tool.uv.extra-build-dependencies.built = ['app']",
            "tool.uv.extra-build-dependencies.built = ['a @ https://files.example/a-1.tar.gz']",
        ] {
            assert_eq!(lists(&format!("{built}{setting}")), [""; 0], "{setting}");
        }
        let added = "tool.uv.extra-build-dependencies.built = ['a>=1']";
        assert_eq!(lists(&format!("{built}{added}")), ["built 2: a>=1, wheel"]);
    }
}
