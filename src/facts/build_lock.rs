//! Locked build requirements: for each list of requirements, the packages that uv chose.
//!
//! uv resolves the build requirements of each package separately, and so do these locks: two packages can
//! be built with two versions of setuptools, neither of which is the version that the project uses at run
//! time.

mod answer;
mod fit;
mod list;
mod terms;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;

pub use answer::{Answer, AnswerError};
pub use list::BuildList;
pub use terms::Terms;
pub(crate) use wire::{BuildLockWire, BuildPackageWire, BuildTermsWire, PackageKey};

use crate::environment::{Environment, EnvironmentSet, Environments};
use crate::lock::marker::Marker;
use crate::lock::{BuildTool, Package, PackageVersion};
use crate::project::settings::Settings;
use crate::resolution::installed::Installed;
use answer::Chosen;

/// The packages that uv chose for one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildLock {
    terms: Terms,
    /// Each package, such as `setuptools 80.9.0`, and where it is needed.
    packages: BTreeMap<String, Marker>,
}

/// The build requirements to lock again, in their newest versions.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub enum Upgrade {
    /// None.
    #[default]
    Nothing,
    /// These packages.
    Packages(BTreeSet<PackageName>),
    /// All of them.
    Everything,
}

/// The packages that uv chose for each list, with their files.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct BuildLocks {
    locks: BTreeMap<String, BuildLock>,
    packages: BTreeMap<String, BuildTool>,
}

impl Upgrade {
    /// The packages that are named.
    pub fn names(&self) -> impl Iterator<Item = &PackageName> {
        let names = match self {
            Self::Packages(names) => Some(names),
            Self::Nothing | Self::Everything => None,
        };
        names.into_iter().flatten()
    }

    fn concerns(&self, name: &PackageName) -> bool {
        match self {
            Self::Nothing => false,
            Self::Packages(names) => names.contains(name),
            Self::Everything => true,
        }
    }
}

impl BuildLock {
    /// The packages that an environment needs of it.
    fn packages_in(&self, environment: &Environment) -> impl Iterator<Item = &str> {
        let values = environment.values().clone();
        let needed = self.packages.iter().filter(move |(_, marker)| marker.holds(&values));
        needed.map(|(package, _)| package.as_str())
    }
}

impl BuildLocks {
    /// Whether nothing is locked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.locks.is_empty()
    }

    /// The lock of a list.
    #[must_use]
    pub fn get(&self, list: &BuildList) -> Option<&BuildLock> {
        self.locks.get(&list.to_string())
    }

    /// The packages of a lock that an environment needs, by name and version.
    pub fn packages_in<'b>(
        &'b self,
        lock: &'b BuildLock,
        environment: &Environment,
    ) -> impl Iterator<Item = (&'b str, &'b Package)> {
        let packages = lock.packages_in(environment);
        packages.filter_map(|key| Some((key, self.package(key)?)))
    }

    /// A package that was chosen, by its name and version.
    #[must_use]
    pub fn package(&self, package: &str) -> Option<&Package> {
        self.packages.get(package).map(BuildTool::package)
    }

    /// The index that packages come from which name none.
    #[must_use]
    pub fn default_index(&self) -> Option<&str> {
        self.locks.values().find_map(|lock| lock.terms.default_index.as_deref())
    }

    /// All packages that were chosen.
    pub fn packages(&self) -> impl Iterator<Item = &BuildTool> {
        self.packages.values()
    }

    /// Each list, with its packages by name and version.
    pub fn lists(&self) -> impl Iterator<Item = (&str, BTreeSet<&str>)> {
        self.locks.iter().map(|(list, lock)| {
            let packages = lock.packages.keys().map(String::as_str).collect();
            (list.as_str(), packages)
        })
    }

    /// Removes the locks that are not wanted, and those with other terms.
    pub fn keep<'w>(&mut self, wanted: impl Iterator<Item = &'w BuildList>, terms: &Terms) {
        let wanted: BTreeSet<_> = wanted.map(ToString::to_string).collect();
        self.locks.retain(|list, lock| wanted.contains(list) && lock.terms.serve(terms));
        for lock in self.locks.values_mut() {
            lock.terms.environments.clone_from(&terms.environments);
        }
        self.remove_unneeded();
    }

    /// Removes the packages that no lock has.
    fn remove_unneeded(&mut self) {
        let needed = self.locks.values().flat_map(|lock| lock.packages.keys());
        let needed: BTreeSet<_> = needed.collect();
        self.packages.retain(|package, _| needed.contains(package));
    }

    /// Removes the packages and the files that no environment installs. `settings` are those of packages that only
    /// builds need.
    pub fn keep_files_of(&mut self, environments: &Environments, settings: &Settings) {
        for lock in self.locks.values_mut() {
            let is_needed =
                |marker: &Marker| environments.iter().any(|it| marker.holds(it.values()));
            lock.packages.retain(|_, marker| is_needed(marker));
        }
        self.remove_unneeded();
        let mut present: BTreeMap<&str, EnvironmentSet> = BTreeMap::new();
        for lock in self.locks.values() {
            for (id, environment) in environments.with_ids() {
                for package in lock.packages_in(environment) {
                    present.entry(package).or_default().insert(id);
                }
            }
        }
        for (key, tool) in &mut self.packages {
            let present = present.remove(key.as_str()).unwrap_or_default();
            let installed = Installed::of(tool.package(), present, environments, settings);
            let files = installed.wheels().map(|(wheel, _)| wheel);
            let files = files.chain(installed.sdist().filter(|_| installed.built().is_some()));
            let needed: BTreeSet<_> = files.map(|file| file.location.clone()).collect();
            tool.keep_files(|file| needed.contains(&file.location));
        }
    }

    /// Removes the locks of lists with a package to upgrade.
    pub fn remove_upgraded(&mut self, upgrade: &Upgrade) {
        let is_upgraded = |key: &String| {
            self.packages.get(key).is_some_and(|tool| upgrade.concerns(&tool.package().name))
        };
        self.locks.retain(|_, lock| !lock.packages.keys().any(is_upgraded));
    }

    /// Adds the locks of the wanted lists that are missing here from `others`.
    pub fn add_missing<'w>(&mut self, wanted: impl Iterator<Item = &'w BuildList>, others: &Self) {
        for list in wanted.map(ToString::to_string) {
            let Some(lock) = others.locks.get(&list) else { continue };
            if self.locks.contains_key(&list) {
                continue;
            }
            self.locks.insert(list, lock.clone());
            for key in lock.packages.keys() {
                if let Some(tool) = others.packages.get(key) {
                    self.add_tool(key, tool);
                }
            }
        }
    }

    fn add_tool(&mut self, key: &str, tool: &BuildTool) {
        match self.packages.get_mut(key) {
            Some(known) => known.add_files(tool),
            None => drop(self.packages.insert(key.to_owned(), tool.clone())),
        }
    }

    /// Whether some version of a package is locked.
    #[must_use]
    pub fn has(&self, name: &PackageName) -> bool {
        self.packages.values().any(|tool| tool.package().name == *name)
    }

    /// The versions that were chosen for a list or, of packages that it does not have, for other lists; the
    /// newest of several. None of packages to upgrade.
    #[must_use]
    pub fn versions_for(
        &self,
        list: &BuildList,
        upgrade: &Upgrade,
    ) -> BTreeMap<PackageName, PackageVersion> {
        let own = self.get(list).into_iter().flat_map(|lock| lock.packages.keys());
        let own = own.filter_map(|key| self.packages.get(key));
        let mut versions: BTreeMap<PackageName, PackageVersion> = BTreeMap::new();
        for packages in [Vec::from_iter(self.packages.values()), Vec::from_iter(own)] {
            let mut newest: BTreeMap<&PackageName, &PackageVersion> = BTreeMap::new();
            let packages = packages.into_iter().map(|tool| (&tool.package().name, tool.version()));
            for (name, version) in packages.filter(|(name, _)| !upgrade.concerns(name)) {
                let known = newest.entry(name).or_insert(version);
                if version.version > known.version {
                    *known = version;
                }
            }
            versions.extend(newest.into_iter().map(|(name, it)| (name.clone(), it.clone())));
        }
        versions
    }

    /// Adds what uv chose for a list.
    pub fn add(&mut self, list: &BuildList, terms: &Terms, answer: Answer) {
        let mut packages: BTreeMap<String, Marker> = BTreeMap::new();
        for Chosen { tool, marker } in answer.into_chosen() {
            let key = tool.to_string();
            // A fork may say a version once more, for other environments.
            let known = packages.entry(key.clone()).or_insert(Marker::NEVER);
            *known = Marker::any([known.clone(), marker]);
            self.add_tool(&key, &tool);
        }
        let lock = BuildLock { terms: terms.clone(), packages };
        self.locks.insert(list.to_string(), lock);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::environment::{Interpreter, Platform, Python, SystemName, TargetVersion};
    use crate::project::requirement::BuildRequirement;

    /// CPython 3.12 on Linux.
    pub(super) fn environments() -> Environments {
        let name: SystemName = "x86_64-linux".parse().unwrap();
        let platform = Platform { name, target: TargetVersion::usual(name.libc) };
        let python = Interpreter::whole(Python::cpython(12));
        Environments::new(vec![Environment::new(python, platform, &[])])
    }

    pub(super) fn list(texts: &[&str]) -> BuildList {
        let parsed: Vec<BuildRequirement> =
            texts.iter().map(|text| text.parse().unwrap()).collect();
        BuildList::of(parsed.iter().map(|it| (it, &[][..])), &environments()).unwrap()
    }

    pub(super) fn terms(python: &str, constraints: &[&str]) -> Terms {
        let constraints = constraints.iter().map(|it| (*it).to_owned()).collect();
        Terms {
            python: python.parse().unwrap(),
            constraints,
            settings: BTreeMap::new(),
            default_index: None,
            environments: None,
        }
    }

    /// A `pylock.toml` of one package with a wheel for each of these tags.
    fn pylock(name: &str, tags: &[&str]) -> String {
        let wheel = |tag: &&str| {
            let hash = "0".repeat(64);
            let url = format!("https://files.example/{name}-1-{tag}.whl");
            format!("{{ url = '{url}', hashes = {{ sha256 = '{hash}' }} }}")
        };
        let wheels: Vec<_> = tags.iter().map(wheel).collect();
        format!(
            "lock-version = '1.0'\n[[packages]]\nname = '{name}'\nversion = '1'\nwheels = [{}]",
            wheels.join(", ")
        )
    }

    fn answer(pylock: &str) -> Answer {
        Answer::parse(pylock, Path::new("/project")).unwrap()
    }

    fn locks(list: &BuildList, terms: &Terms, pylock: &str) -> BuildLocks {
        let mut locks = BuildLocks::default();
        locks.add(list, terms, answer(pylock));
        locks
    }

    #[test]
    fn what_was_chosen_serves_newer_pythons_but_not_older_ones_nor_other_constraints() {
        let wheel = list(&["wheel"]);
        let chosen = locks(&wheel, &terms("3.11", &["a<2"]), &pylock("wheel", &["py3-none-any"]));
        let is_kept = |terms: &Terms, wanted: &[BuildList]| {
            let mut locks = chosen.clone();
            locks.keep(wanted.iter(), terms);
            assert_eq!(locks.is_empty(), locks.package("wheel 1").is_none());
            !locks.is_empty()
        };
        let wanted = [wheel];
        assert!(is_kept(&terms("3.11", &["a<2"]), &wanted));
        assert!(is_kept(&terms("3.12", &["a<2"]), &wanted));
        assert!(!is_kept(&terms("3.10", &["a<2"]), &wanted));
        assert!(!is_kept(&terms("3.11", &[]), &wanted));
        assert!(!is_kept(&terms("3.11", &["a<2"]), &[]));
        let default_index = Some("https://pypi.example/simple".to_owned());
        assert!(!is_kept(&Terms { default_index, ..terms("3.11", &["a<2"]) }, &wanted));
        let settings = [("exclude-newer".to_owned(), "2026-01-01".to_owned())].into();
        assert!(!is_kept(&Terms { settings, ..terms("3.11", &["a<2"]) }, &wanted));
    }

    #[test]
    fn what_uv_chose_for_other_systems_is_dropped() {
        let on_windows = "name = 'a'\nmarker = \"sys_platform == 'win32'\"";
        let answer = pylock("a", &["py3-none-any"]).replace("name = 'a'", on_windows);
        let mut locks = locks(&list(&["a"]), &terms("3.11", &[]), &answer);
        locks.keep_files_of(&environments(), Settings::none());
        assert_eq!(locks.lists().next(), Some(("a", BTreeSet::new())));
        assert!(locks.package("a 1").is_none());
    }

    #[test]
    fn the_files_of_a_version_that_two_lists_have_are_said_once() {
        let (old, new) = (terms("3.10", &[]), terms("3.12", &[]));
        let mut locks =
            locks(&list(&["a"]), &old, &pylock("a", &["cp310-cp310-any", "py3-none-any"]));
        let more = pylock("a", &["py3-none-any", "cp312-cp312-any"]);
        locks.add(&list(&["a>=1"]), &new, answer(&more));
        let files = locks.package("a 1").unwrap().wheels.iter().map(|wheel| wheel.name.as_str());
        let all = ["a-1-cp310-cp310-any.whl", "a-1-cp312-cp312-any.whl", "a-1-py3-none-any.whl"];
        assert_eq!(Vec::from_iter(files), all);
    }
}
