//! What a resolution of build requirements was asked for. An answer for other terms is not valid.

use std::collections::{BTreeMap, BTreeSet};

use pep440_rs::Version;
use toml::{Table, Value};

use crate::environment::{Environment, Environments};
use crate::lock::{Lock, Registry, Source};
use crate::project::requirement::BuildRequirement;
use crate::project::settings::Settings;
use crate::text::address::without_userinfo;

/// The inputs of a resolution by uv.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The oldest Python that has to be served.
    pub python: Version,
    /// The constraints: `build-constraint-dependencies` of `[tool.uv]`.
    pub constraints: BTreeSet<String>,
    /// The settings of uv about files, such as `exclude-newer`, without credentials and without those about
    /// the connection.
    pub settings: BTreeMap<String, String>,
    /// The address of the index in the lock that these settings do not name: uv's default index. If there are
    /// several, the one with the most packages.
    pub default_index: Option<String>,
    /// The environments that its files are for, without further files; `None`: all.
    pub environments: Option<BTreeSet<String>>,
}

impl Terms {
    /// The terms of a project with this lock and these environments.
    #[must_use]
    pub fn of(lock: &Lock, environments: &Environments, settings: &Settings) -> Self {
        let oldest = environments.iter().map(|environment| {
            let interpreter = environment.interpreter;
            (interpreter.python.minor, interpreter.from)
        });
        let python = match oldest.min() {
            Some((minor, 0)) => Version::new([3, minor]),
            Some((minor, patch)) => Version::new([3, minor, patch]),
            // Nothing has to be served.
            None => Version::new([3]),
        };
        let constraints = settings.uv.build_constraints.iter().map(BuildRequirement::spelling);
        Self {
            python,
            constraints: constraints.collect(),
            settings: recorded(&settings.uv.origins),
            default_index: default_index(lock, settings),
            environments: Some(environments.iter().map(|it| described(environments, it)).collect()),
        }
    }

    /// Whether a resolution with these terms is also valid for `others`: for the same constraints and settings,
    /// newer Pythons, and environments among its own.
    pub(super) fn serve(&self, others: &Self) -> bool {
        let Self { python, environments, .. } = self.clone();
        let has_files = match (&environments, &others.environments) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(others)) => own.is_superset(others),
        };
        has_files
            && self.python <= others.python
            && *self == Self { python, environments, ..others.clone() }
    }
}

/// All that decides which files an environment installs: `cp312-x86_64-linux, 2.40`.
fn described(environments: &Environments, environment: &Environment) -> String {
    let (name, values) = (environments.name(environment), environment.values());
    let target = environment.platform.target;
    match (values.platform_release(), values.platform_version()) {
        ("", "") => format!("{name}, {target}"),
        (release, version) => format!("{name}, {target}, {release}, {version}"),
    }
}

/// The settings about files that decide which files uv chooses.
fn recorded(origins: &Table) -> BTreeMap<String, String> {
    const OF_THE_CONNECTION: [&str; 7] = [
        "allow-insecure-host",
        "http-proxy",
        "https-proxy",
        "keyring-provider",
        "native-tls",
        "no-proxy",
        "system-certs",
    ];
    let chosen = origins.iter().filter(|(key, _)| !OF_THE_CONNECTION.contains(&key.as_str()));
    let recorded = chosen.map(|(key, value)| match without_secrets(value) {
        Value::String(text) => (key.clone(), text),
        value => (key.clone(), value.to_string()),
    });
    recorded.collect()
}

fn without_secrets(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(without_userinfo(text)),
        Value::Array(values) => Value::Array(values.iter().map(without_secrets).collect()),
        Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| (key.clone(), without_secrets(value)));
            Value::Table(entries.collect())
        }
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {
            value.clone()
        }
    }
}

/// The index of the lock that the settings do not name.
fn default_index(lock: &Lock, settings: &Settings) -> Option<String> {
    let indexes = &settings.uv.indexes;
    let is_named = |url: &str| indexes.iter().any(|index| index.url == url);
    let unnamed = lock.packages().filter_map(|(_, package)| match &package.source {
        Source::Registry(Registry::Url(url)) if !is_named(url) => Some(url),
        _ => None,
    });
    let mut uses = BTreeMap::new();
    unnamed.for_each(|url| *uses.entry(url).or_insert(0_usize) += 1);
    // Of those that are used as often, the first.
    uses.into_iter().rev().max_by_key(|(_, uses)| *uses).map(|(url, _)| url.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_a_resolution_are_recorded_without_secrets() {
        let origins = "native-tls = true\nfind-links = ['https://me:pw@files.example/a', 'wheels']\n\
                       [[index]]\nurl = 'https://me:pw@pypi.example/simple'";
        let recorded = format!("{:?}", recorded(&origins.parse().unwrap()));
        assert!(!recorded.contains("pw") && !recorded.contains("native-tls"), "{recorded}");
        assert!(recorded.contains("https://pypi.example/simple"), "{recorded}");
    }
}
