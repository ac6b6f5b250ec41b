//! The tables of `uvnix.lock` that are for builds: a line for each package of a list, and for each file.

mod line;

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use pep440_rs::Version;
use serde::{Deserialize, Serialize};

use super::{BuildLock, BuildLocks, Terms};
use crate::lock::{BuildTool, Hash};
use crate::text::checked::Checked;
use crate::text::printable::spelled_out;
use line::{Address, Index, ListedPackage};

pub(crate) use line::PackageKey;

/// The terms that all locks have in common.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct BuildTermsWire {
    python: Checked<Version>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    constraints: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    default_index: Option<Checked<Index>>,
    /// The environments that the files are for: Pythons, by system and version of its C library or of macOS.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    environments: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    settings: BTreeMap<String, String>,
}

/// The lock of a list of requirements, and of others with the same packages.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BuildLockWire {
    /// The other lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also: Vec<String>,
    /// If it is older than that of the common terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    python: Option<Checked<Version>>,
    packages: Vec<Checked<ListedPackage>>,
}

/// The files of a package, by their addresses.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BuildPackageWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    index: Option<Checked<Index>>,
    files: BTreeMap<Checked<Address>, Checked<Hash>>,
}

impl BuildLocks {
    /// The error is one sentence.
    pub(crate) fn from_wire(
        terms: Option<BuildTermsWire>,
        locks: BTreeMap<String, BuildLockWire>,
        packages: BTreeMap<Checked<PackageKey>, BuildPackageWire>,
    ) -> Result<Self, String> {
        let packages =
            packages.into_iter().map(|(Checked(key), wire)| (key.to_string(), tool(key, wire)));
        let packages: BTreeMap<_, _> = packages.collect();
        let terms = match terms {
            Some(terms) => Terms::from(terms),
            None if locks.is_empty() => return Ok(Self::default()),
            None => return Err("the table `build-terms` is missing".to_owned()),
        };
        let versions = OnlyVersions::of(packages.values());
        let mut read: BTreeMap<String, BuildLock> = BTreeMap::new();
        for (list, mut wire) in locks {
            let also = mem::take(&mut wire.also);
            let lock = lock(wire, &terms, &versions);
            for list in [list].into_iter().chain(also) {
                if read.insert(list.clone(), lock.clone()).is_some() {
                    return Err(format!("the list `{}` is there twice", spelled_out(&list)));
                }
            }
        }
        let locks = read;
        let mut named = locks.values().flat_map(|lock| lock.packages.keys());
        match named.find(|name| !packages.contains_key(*name)) {
            Some(name) => {
                Err(format!("the files of `{}`, which builds need, are missing", spelled_out(name)))
            }
            None => Ok(Self { locks, packages }),
        }
    }

    /// The terms of the locks. All have the same, but some may be for older Pythons, too.
    fn terms(&self) -> Option<&Terms> {
        self.locks.values().map(|lock| &lock.terms).max_by_key(|terms| &terms.python)
    }

    pub(crate) fn terms_to_wire(&self) -> Option<BuildTermsWire> {
        let Terms { python, constraints, settings, default_index, environments } =
            self.terms()?.clone();
        let default_index = default_index.map(|url| Checked(Index(url)));
        let python = Checked(python);
        let environments = environments.map(by_system).unwrap_or_default();
        Some(BuildTermsWire { python, constraints, default_index, environments, settings })
    }

    pub(crate) fn locks_to_wire(&self) -> BTreeMap<String, BuildLockWire> {
        let python = self.terms().map(|terms| &terms.python);
        let versions = OnlyVersions::of(self.packages.values());
        let mut locks: Vec<(String, BuildLockWire, &BuildLock)> = Vec::new();
        for (list, lock) in &self.locks {
            let is_same = |(_, _, known): &&mut (_, _, &BuildLock)| *known == lock;
            if let Some((_, wire, _)) = locks.iter_mut().find(is_same) {
                wire.also.push(list.clone());
                continue;
            }
            let packages = lock.packages.iter().map(|(package, marker)| {
                Checked(ListedPackage { package: versions.short(package), marker: marker.clone() })
            });
            let own = Some(&lock.terms.python).filter(|own| python != Some(own));
            let (python, packages) = (own.cloned().map(Checked), packages.collect());
            locks.push((list.clone(), BuildLockWire { also: Vec::new(), python, packages }, lock));
        }
        locks.into_iter().map(|(list, wire, _)| (list, wire)).collect()
    }

    pub(crate) fn packages_to_wire(&self) -> BTreeMap<Checked<PackageKey>, BuildPackageWire> {
        let entry = |tool: &BuildTool| {
            let files = tool.files();
            let files =
                files.map(|(file, hash)| (Checked(Address::of(file)), Checked(hash.clone())));
            let index = tool.index().map(|url| Checked(Index(url.to_owned())));
            (Checked(PackageKey::of(tool)), BuildPackageWire { index, files: files.collect() })
        };
        self.packages.values().map(entry).collect()
    }
}

/// `cp311 cp312` for `x86_64-linux, 2.40`.
fn by_system(environments: BTreeSet<String>) -> BTreeMap<String, String> {
    let mut pythons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for environment in environments {
        let (python, system) = environment.split_once('-').unwrap_or((&environment, ""));
        pythons.entry(system.to_owned()).or_default().push(python.to_owned());
    }
    pythons.into_iter().map(|(system, pythons)| (system, pythons.join(" "))).collect()
}

fn one_by_one(environments: &BTreeMap<String, String>) -> BTreeSet<String> {
    let each = environments.iter().flat_map(|(system, pythons)| {
        pythons.split(' ').map(move |python| format!("{python}-{system}"))
    });
    each.collect()
}

impl From<BuildTermsWire> for Terms {
    fn from(wire: BuildTermsWire) -> Self {
        let BuildTermsWire {
            python: Checked(python),
            constraints,
            default_index,
            environments,
            settings,
        } = wire;
        let default_index = default_index.map(|Checked(Index(url))| url);
        let environments = (!environments.is_empty()).then(|| one_by_one(&environments));
        Self { python, constraints, settings, default_index, environments }
    }
}

/// The packages of which there is one version, by name. Lists say only the name of these, so that a new version
/// changes few lines.
struct OnlyVersions(BTreeMap<String, Option<String>>);

impl OnlyVersions {
    fn of<'p>(packages: impl Iterator<Item = &'p BuildTool>) -> Self {
        let mut versions: BTreeMap<_, Option<String>> = BTreeMap::new();
        for tool in packages {
            let version = versions.entry(tool.package().name.to_string());
            version.and_modify(|version| *version = None).or_insert(Some(tool.to_string()));
        }
        Self(versions)
    }

    /// `setuptools` for `setuptools 80.9.0`, if that is the only version.
    fn short(&self, package: &str) -> String {
        let name = package.split_once(' ').map_or(package, |(name, _)| name);
        let is_only = self.0.get(name).is_some_and(Option::is_some);
        if is_only { name.to_owned() } else { package.to_owned() }
    }

    /// `setuptools 80.9.0` for `setuptools`, if that is the only version.
    fn full(&self, package: String) -> String {
        self.0.get(&package).cloned().flatten().unwrap_or(package)
    }
}

fn lock(wire: BuildLockWire, terms: &Terms, versions: &OnlyVersions) -> BuildLock {
    let packages = wire.packages.into_iter();
    let packages = packages.map(|Checked(it)| (versions.full(it.package), it.marker));
    let python = wire.python.map_or_else(|| terms.python.clone(), |Checked(python)| python);
    BuildLock { terms: Terms { python, ..terms.clone() }, packages: packages.collect() }
}

fn tool(key: PackageKey, wire: BuildPackageWire) -> BuildTool {
    let index = wire.index.map(|Checked(Index(url))| url);
    let mut tool = BuildTool::new(key.name, key.version, index);
    for (Checked(address), Checked(hash)) in wire.files {
        tool.add_file(address.file(), hash);
    }
    tool
}

#[cfg(test)]
mod tests {
    use crate::facts::{Facts, FactsError};

    const TEXT: &str = r#"
version = 1

[build-terms]
python = "3.10"
constraints = ["setuptools<81"]
default-index = "https://pypi.example/simple"

[build-terms.settings]
exclude-newer = "2026-01-01"

[build-locks.older]
also = ["oldest"]
python = "3.9"
packages = []

[build-locks."setuptools>=61, tomli ; python_full_version < '3.11'"]
packages = ["setuptools 80.9.0", "tomli 2!2.0+local; python_full_version < '3.11'"]

[build-packages."setuptools 80.9.0".files]
"https://files.example/setuptools-80.9.0-py3-none-any.whl" = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
"https://files.example/get?id=1 as setuptools-80.9.0.tar.gz" = "md5:00000000000000000000000000000000"

[build-packages."tomli 2!2.0+local"]
index = "https://pypi.example/simple"

[build-packages."tomli 2!2.0+local".files]
"/elsewhere/tomli-2!2.0+local-py3-none-any.whl" = "md5:00000000000000000000000000000000"
"wheels/tomli-2!2.0+local-cp310-cp310-linux_x86_64.whl" = "md5:00000000000000000000000000000000"
"#;

    #[test]
    fn what_is_written_is_read_again() {
        let facts = Facts::parse(TEXT).unwrap();
        let package = facts.build_locks().package("tomli 2!2.0+local").unwrap();
        assert_eq!(package.wheels.len(), 2);
        let text = facts.to_text("uv.lock", "uvnix lock2nix").unwrap();
        assert_eq!(Facts::parse(&text).unwrap(), facts);
        assert!(text.contains("[build-locks.older]\nalso = [\"oldest\"]\n"), "{text}");
        let lines =
            |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
        let (written, read) = (lines(&text), lines(TEXT));
        assert!(read.iter().filter(|it| it.starts_with(['"', '/'])).all(|it| written.contains(it)));
    }

    #[test]
    fn what_was_edited_by_hand_and_cannot_be_meant_is_refused() {
        for (from, to) in [
            ("[build-packages.\"setuptools 80.9.0\"", "[build-packages.\"setuptools 80.9.1\""),
            ("python = \"3.10\"", "python = \"new\""),
            ("[build-terms", "[unknown"),
            ("< '3.11'\"]\n\n", "< \"]\n\n"),
            ("tomli 2!2.0+local\"", "tomli\""),
            ("md5:0", "md5:"),
            ("\"wheels/", "\"../a/../wheels/"),
            ("https://files.example/setuptools", "file:///etc/setuptools"),
            ("https://files.example/setuptools", "ext::sh://setuptools"),
            ("setuptools-80.9.0-py3", "..%2Fsetuptools-80.9.0-py3"),
            ("as setuptools-80.9.0.tar.gz", "as ../setuptools-80.9.0.tar.gz"),
            ("setuptools 80.9.0", "Setuptools 80.9.0"),
            ("\"oldest\"", "\"older\""),
            ("https://pypi.example", "pypi.example"),
        ] {
            assert!(Facts::parse(&TEXT.replace(from, to)).is_err(), "{to}");
        }
    }
    #[test]
    fn what_is_refused_is_shown_where_it_stands() {
        let text = TEXT.replace(
            "https://files.example/get?id=1 as setuptools-80.9.0.tar",
            "file:///etc/a.tar",
        );
        let FactsError::NotFacts { message, span } = Facts::parse(&text).unwrap_err() else {
            panic!("this is a version that is known");
        };
        assert_eq!(
            message,
            "`file:///etc/a.tar.gz` is not a URL that starts with https:// or http://"
        );
        let span = span.unwrap();
        let shown = &text[span.offset()..span.offset() + span.len()];
        assert_eq!(shown, "\"file:///etc/a.tar.gz\"");
    }
}
