//! The Rust dependencies of a package, from its `Cargo.lock`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::CrateLock;
use crate::lock::Git;

#[derive(Default, Deserialize)]
struct Wire {
    #[serde(default)]
    package: Vec<PackageWire>,
}

#[derive(Deserialize)]
struct PackageWire {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
}

/// A crate that a `Cargo.lock` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedCrate {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it comes from, such as `registry+https://…`; `None` if it is in the source itself.
    pub source: Option<String>,
    /// Its SHA-256 in hexadecimal digits, if it comes from an index.
    pub checksum: Option<String>,
}

impl CrateLock {
    /// The crates that it names.
    #[must_use]
    pub fn crates(&self) -> Vec<LockedCrate> {
        // The text was parsed when it was read.
        let lock: Wire = toml::from_str(&self.text).unwrap_or_default();
        let crates = lock.package.into_iter().map(|it| {
            let PackageWire { name, version, source, checksum } = it;
            LockedCrate { name, version, source, checksum }
        });
        crates.collect()
    }
}

/// The crates of a `Cargo.lock` with a git source, by `name-version`.
///
/// Nix writes the names and versions of crates into scripts; therefore invalid ones are an error too.
///
/// # Errors
/// A sentence.
pub fn crates_from_git(text: &str) -> Result<BTreeMap<String, Git>, String> {
    let lock: Wire = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut crates = BTreeMap::new();
    for PackageWire { name, version, source, .. } in lock.package {
        if !is_plain(&name, "-_") {
            return Err(format!("`{name}` is not a crate name"));
        }
        if !is_plain(&version, "-_.+") {
            return Err(format!("`{version}` is not a crate version"));
        }
        if let Some(address) = source.as_deref().and_then(|source| source.strip_prefix("git+")) {
            crates.insert(format!("{name}-{version}"), Git::try_from(address)?);
        }
    }
    Ok(crates)
}

fn is_plain(text: &str, besides: &str) -> bool {
    let fits = |character: char| character.is_alphanumeric() || besides.contains(character);
    !text.is_empty() && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
version = 4
[[package]]
name = 'app'
version = '0.1.0'
[[package]]
name = 'of_git'
version = '1.0.0-rc.1+b'
source = 'git+https://git.example/of_git?tag=v1#7fc59da2c4dff919db2095a0f0e47101b657131d'
";

    #[test]
    fn crates_from_git_go_by_their_name_and_version() {
        let crates = crates_from_git(LOCK).unwrap();
        assert_eq!(crates["of_git-1.0.0-rc.1+b"].url, "https://git.example/of_git");
        assert_eq!(crates.len(), 1);
    }

    #[test]
    fn what_a_script_or_git_would_obey_is_refused() {
        for (from, to) in [
            ("'app'", "'$(id)'"),
            ("'0.1.0'", "'0.1.0; id'"),
            ("'app'", "''"),
            ("git+https://", "git+ext::sh"),
            ("[[package]]", "[package]"),
        ] {
            assert!(crates_from_git(&LOCK.replace(from, to)).is_err(), "{to}");
        }
    }
}
