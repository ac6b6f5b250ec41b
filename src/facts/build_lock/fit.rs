//! Whether the packages of a list are those that its requirements need.

use std::collections::{BTreeMap, BTreeSet};

use super::{BuildList, BuildLocks};
use crate::environment::{EnvironmentSet, Environments};
use crate::project::requirement::BuildRequirement;
use crate::text::printable::any_of;

impl BuildLocks {
    /// The requirements of a locked list that no package of the list meets in some environment that needs them.
    #[must_use]
    pub fn unmet<'l>(&self, list: &'l BuildList, environments: &Environments) -> Vec<&'l str> {
        let Some(lock) = self.get(list) else { return Vec::new() };
        let is_met = |text: &&str| {
            let Ok(requirement) = text.parse::<BuildRequirement>() else { return false };
            let mut needing = environments.iter().filter(|it| requirement.applies_to(it));
            needing.all(|environment| {
                let packages = lock.packages_in(environment);
                packages.filter_map(|key| self.packages.get(key)).any(|tool| {
                    tool.package().name == requirement.name
                        && requirement.specifiers.contains(&tool.version().version)
                })
            })
        };
        list.requirements().filter(|text| !is_met(text)).collect()
    }

    /// The packages of a list that only this has, and those that only `other` has, in these environments.
    ///
    /// Of a package with several versions in the list, only the name is compared: uv takes only the newest as the
    /// preferred one.
    #[must_use]
    pub fn other_packages(
        &self,
        other: &Self,
        list: &BuildList,
        environments: &Environments,
    ) -> [Vec<String>; 2] {
        let split = self.names_of_several_versions(list);
        let [own, others] = [self, other].map(|it| it.places(list, environments, &split));
        let described = |(package, set): (&String, &EnvironmentSet)| {
            environments.scopes(set).map_or_else(
                || package.clone(),
                |scopes| format!("{package} (in {})", any_of(&scopes)),
            )
        };
        let only_in = |one: &BTreeMap<String, EnvironmentSet>,
                       two: &BTreeMap<String, EnvironmentSet>| {
            let only = one.iter().filter(|(package, set)| two.get(*package) != Some(set));
            only.map(described).collect()
        };
        [only_in(&own, &others), only_in(&others, &own)]
    }

    fn names_of_several_versions(&self, list: &BuildList) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let keys = self.get(list).into_iter().flat_map(|lock| lock.packages.keys());
        keys.map(|key| name(key)).filter(|name| !seen.insert(*name)).collect()
    }

    /// The packages of a list with the environments that need them.
    fn places(
        &self,
        list: &BuildList,
        environments: &Environments,
        without_version: &BTreeSet<&str>,
    ) -> BTreeMap<String, EnvironmentSet> {
        let mut places: BTreeMap<String, EnvironmentSet> = BTreeMap::new();
        let Some(lock) = self.get(list) else { return places };
        for (id, environment) in environments.with_ids() {
            for key in lock.packages_in(environment) {
                let is_short = without_version.contains(name(key));
                let package = if is_short { name(key) } else { key };
                places.entry(package.to_owned()).or_default().insert(id);
            }
        }
        places
    }
}

/// `setuptools` of `setuptools 80.9.0`.
fn name(key: &str) -> &str {
    key.split_once(' ').map_or(key, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::tests::{environments, list, terms};
    use super::*;
    use crate::facts::build_lock::Answer;

    /// What is locked for a list: packages such as `a 1`, or `a 1; sys_platform == 'win32'`.
    fn locks(list: &BuildList, packages: &[&str]) -> BuildLocks {
        let package = |text: &&str| {
            let (package, marker) = text.split_once("; ").unwrap_or((text, "python_version > '3'"));
            let (name, version) = package.split_once(' ').unwrap();
            format!(
                "[[packages]]\nname = '{name}'\nversion = '{version}'\nmarker = \"{marker}\"\n\
                 wheels = [{{ url = 'https://files.example/{name}-{version}-py3-none-any.whl', \
                 hashes = {{ sha256 = '{}' }} }}]\n",
                "0".repeat(64)
            )
        };
        let text = Vec::from_iter(packages.iter().map(package)).concat();
        let text = format!("lock-version = '1.0'\n{text}");
        let mut locks = BuildLocks::default();
        locks.add(list, &terms("3.11", &[]), Answer::parse(&text, Path::new("/project")).unwrap());
        locks
    }

    #[test]
    fn a_requirement_is_met_by_a_fitting_version_in_each_environment_that_needs_it() {
        let list = list(&["a>=2", "b", "c; sys_platform == 'win32'"]);
        let unmet =
            |packages: &[&str]| locks(&list, packages).unmet(&list, &environments()).join(", ");
        assert_eq!(unmet(&["a 2", "b 1"]), "");
        assert_eq!(unmet(&["a 2.1rc1", "b 1+local", "z 1"]), "");
        assert_eq!(unmet(&["a 1", "b 1"]), "a>=2");
        assert_eq!(unmet(&["a 2", "b 1; sys_platform == 'win32'"]), "b");
        assert_eq!(BuildLocks::default().unmet(&list, &environments()), [""; 0]);
    }

    #[test]
    fn packages_are_compared_where_they_are_needed() {
        let list = list(&["a"]);
        let differences = |one: &[&str], other: &[&str]| {
            let (one, other) = (locks(&list, one), locks(&list, other));
            one.other_packages(&other, &list, &environments()).map(|it| it.join(", "))
        };
        assert_eq!(differences(&["a 1", "b 1"], &["a 1", "b 1"]), ["", ""]);
        let elsewhere = "b 1; sys_platform == 'win32'";
        assert_eq!(differences(&["a 1", elsewhere], &["a 1"]), ["", ""]);
        assert_eq!(differences(&["a 1", elsewhere], &["a 1", "b 1"]), ["", "b 1"]);
        assert_eq!(differences(&["a 1", "evil 1"], &["a 2"]), ["a 1, evil 1", "a 2"]);
        let forks = ["a 1; sys_platform == 'linux'", elsewhere, "b 2; sys_platform == 'linux'"];
        assert_eq!(differences(&forks, &["a 1", "b 3"]), ["", ""]);
    }
}
