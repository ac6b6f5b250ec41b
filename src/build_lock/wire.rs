//! The tables of `uvnix.lock` that are for builds: a line for each package of a list, and for each file.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{MarkerTree, PackageName};
use serde::{Deserialize, Serialize};

use super::pylock::marker;
use super::{BuildLock, BuildLocks, Terms};
use crate::lock::{Hash, LocalPath, Location, Package, PackageVersion, Registry, Source};

/// What was chosen for a list.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BuildLockWire {
    python: String,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    constraints: BTreeSet<String>,
    /// `tomli 2.0; python_full_version < '3.11'`
    packages: Vec<String>,
}

/// The files of a package, by their addresses.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BuildPackageWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    index: Option<String>,
    files: BTreeMap<String, String>,
}

impl BuildLocks {
    /// The error is one sentence.
    pub(crate) fn from_wire(
        locks: BTreeMap<String, BuildLockWire>,
        packages: BTreeMap<String, BuildPackageWire>,
    ) -> Result<Self, String> {
        let package =
            |(key, wire): (String, BuildPackageWire)| Ok((key.clone(), package(&key, wire)?));
        let packages: BTreeMap<_, _> =
            packages.into_iter().map(package).collect::<Result<_, String>>()?;
        let lock = |(list, wire)| Ok((list, lock(wire)?));
        let locks: BTreeMap<_, BuildLock> =
            locks.into_iter().map(lock).collect::<Result<_, String>>()?;
        let mut named = locks.values().flat_map(|lock| lock.packages.keys());
        match named.find(|name| !packages.contains_key(*name)) {
            Some(name) => Err(format!("it has no files of `{name}`, which builds need")),
            None => Ok(Self { locks, packages }),
        }
    }

    pub(crate) fn locks_to_wire(&self) -> BTreeMap<String, BuildLockWire> {
        let entry = |(list, lock): (&String, &BuildLock)| {
            let packages = lock.packages.iter().map(|(key, marker)| match marker.try_to_string() {
                Some(marker) => format!("{key}; {marker}"),
                None => key.clone(),
            });
            let Terms { python, constraints } = &lock.terms;
            let wire = BuildLockWire {
                python: python.to_string(),
                constraints: constraints.clone(),
                packages: packages.collect(),
            };
            (list.clone(), wire)
        };
        self.locks.iter().map(entry).collect()
    }

    pub(crate) fn packages_to_wire(&self) -> BTreeMap<String, BuildPackageWire> {
        let entry = |(key, package): (&String, &Package)| {
            let sdist = package.sdist.iter().map(|sdist| (&sdist.location, &sdist.hash));
            let wheels = package.wheels.iter().map(|wheel| (&wheel.location, &wheel.hash));
            let files = sdist.chain(wheels).map(|(location, hash)| {
                let hash = hash.as_ref().map(ToString::to_string);
                (address(location), hash.unwrap_or_default())
            });
            let index = match &package.source {
                Source::Registry(Registry::Url(url)) if !url.is_empty() => Some(url.clone()),
                _ => None,
            };
            (key.clone(), BuildPackageWire { index, files: files.collect() })
        };
        self.packages.iter().map(entry).collect()
    }
}

fn lock(wire: BuildLockWire) -> Result<BuildLock, String> {
    let python = wire.python.parse().map_err(|error| format!("`python`: {error}"))?;
    let package = |line: String| match line.split_once("; ") {
        Some((key, text)) => Ok((key.to_owned(), marker(text)?)),
        None => Ok((line, MarkerTree::TRUE)),
    };
    let packages = wire.packages.into_iter().map(package).collect::<Result<_, String>>()?;
    Ok(BuildLock { terms: Terms { python, constraints: wire.constraints }, packages })
}

fn package(key: &str, wire: BuildPackageWire) -> Result<Package, String> {
    let (name, version) =
        key.split_once(' ').ok_or_else(|| format!("`{key}` is no name and version"))?;
    let name = PackageName::new(name.to_owned()).map_err(|error| error.to_string())?;
    let version = PackageVersion::try_from(version.to_owned())?;
    let mut package = Package::for_builds(name, version, wire.index);
    for (address, hash) in wire.files {
        package.add_file(location(address)?, Hash::try_from(hash)?);
    }
    Ok(package)
}

fn location(address: String) -> Result<Location, String> {
    if address.contains("://") {
        return Ok(Location::Url(address));
    }
    Ok(match LocalPath::try_from(address.as_str())? {
        LocalPath::Relative(path) => Location::Path(path),
        LocalPath::Absolute(path) => Location::Absolute(path),
    })
}

fn address(location: &Location) -> String {
    match location {
        Location::Url(text) | Location::Absolute(text) => text.clone(),
        Location::Path(path) | Location::InGit(path) => path.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::Facts;

    const TEXT: &str = r#"
version = 1

[build-locks."setuptools>=61, tomli ; python_full_version < '3.11'"]
python = "3.10"
constraints = ["setuptools<81"]
packages = ["setuptools 80.9.0", "tomli 2!2.0+local; python_full_version < '3.11'"]

[build-packages."setuptools 80.9.0".files]
"https://files.example/setuptools-80.9.0-py3-none-any.whl" = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
"https://files.example/setuptools-80.9.0.tar.gz" = "md5:00000000000000000000000000000000"

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
        let text = facts.to_text().unwrap();
        assert_eq!(Facts::parse(&text).unwrap(), facts);
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
            ("< '3.11'\"]\n\n", "< \"]\n\n"),
            ("tomli 2!2.0+local\"", "tomli\""),
            ("md5:0", "md5:"),
            ("\"wheels/", "\"../a/../wheels/"),
        ] {
            assert!(Facts::parse(&TEXT.replace(from, to)).is_err(), "{to}");
        }
    }
}
