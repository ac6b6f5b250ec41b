//! What a lock pins by a hash, and the servers that it names.
//!
//! A hash that changes although the version does not is what an attack looks like, so it is told first.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::Side;
use crate::facts::{CrateLock, RecordedFact};
use crate::lock::{File, Location, Package, Registry, Source};
use crate::text::address::{host, without_userinfo};
use crate::text::printable::spelled_out;

/// A kind of thing that has a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pinned {
    /// A file of a package.
    Package,
    /// A file of a package that builds use.
    BuildTool,
    /// The files of a commit.
    GitTree,
    /// The commit of a tag.
    GitTag,
    /// A Rust dependency.
    Crate,
}

/// A hash that changed although the name and the version did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HashChange {
    /// What it is the hash of.
    pub of: Pinned,
    /// Its name and its version, or its address.
    pub name: String,
    /// The name of the file, if it is one.
    pub file: Option<String>,
    /// The old hash.
    pub old: String,
    /// The new hash.
    pub new: String,
}

/// A server that the old lock does not name.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NewHost {
    /// Its name, with the port if there is one.
    pub host: String,
    /// What comes from it.
    pub of: Vec<String>,
}

/// The hashes of each thing, by its kind, name and file. Two indexes can have different files of one name.
type Pins = BTreeMap<(Pinned, String, Option<String>), BTreeSet<String>>;

/// The hashes that changed.
pub(super) fn hashes_changed(old: Side<'_>, new: Side<'_>) -> Vec<HashChange> {
    let (was, mut is) = (pins(old), pins(new));
    let changes = was.into_iter().filter_map(|((of, name, file), old)| {
        let new = is.remove(&(of, name.clone(), file.clone()))?;
        let comparable = |hashes: &BTreeSet<String>, other: &BTreeSet<String>| {
            let is_comparable = |hash: &&String| other.iter().any(|it| kind(it) == kind(hash));
            hashes.iter().filter(is_comparable).cloned().collect::<BTreeSet<_>>()
        };
        let (old, new) = (comparable(&old, &new), comparable(&new, &old));
        let said = |hashes: BTreeSet<String>| Vec::from_iter(hashes).join(" or ");
        (old != new).then(|| HashChange { of, name, file, old: said(old), new: said(new) })
    });
    changes.collect()
}

/// The algorithm of a hash: hashes by different algorithms cannot be compared.
fn kind(hash: &str) -> &str {
    hash.split([':', '-']).next().unwrap_or(hash)
}

fn pins(side: Side<'_>) -> Pins {
    let mut pins = Pins::new();
    let mut pin = |of: Pinned, name: &str, file: Option<&str>, hash: String| {
        let key = (of, spelled_out(name), file.map(str::to_owned));
        pins.entry(key).or_default().insert(hash);
    };
    let locked = side.packages().map(|package| (Pinned::Package, package));
    let tools = side.facts.build_locks().packages().map(|tool| (Pinned::BuildTool, tool.package()));
    for (of, package) in locked.chain(tools) {
        let hashed =
            |file: &'_ File| Some((file.name.to_string(), file.hash.as_ref()?.to_string()));
        for (file, hash) in package.files().filter_map(hashed) {
            pin(of, &package.to_string(), Some(&file), hash);
        }
        if let Source::Git(git) = &package.source
            && let Some(tag) = &git.tag
        {
            let name = format!("{}?tag={tag}", without_userinfo(&git.url));
            pin(Pinned::GitTag, &name, None, format!("commit:{}", git.commit));
        }
    }
    for entry in side.facts.recorded() {
        match entry.fact {
            RecordedFact::Hash(hash) => {
                pin(Pinned::Package, &without_userinfo(entry.key), None, hash.to_string());
            }
            RecordedFact::Commit(tree) => {
                pin(Pinned::GitTree, &without_userinfo(entry.key), None, tree.hash.to_string());
            }
            RecordedFact::Crates(lock) => {
                for (name, hash) in crate_hashes(lock) {
                    pin(Pinned::Crate, &name, None, hash);
                }
            }
            RecordedFact::BuildSystem(_) | RecordedFact::Libraries(_) => {}
        }
    }
    pins
}

/// The hash of each crate, from an index or from git.
fn crate_hashes(lock: &CrateLock) -> Vec<(String, String)> {
    let crates = lock.crates().into_iter();
    let of_index = crates.filter_map(|it| {
        let checksum = it.checksum?;
        Some((format!("{} {}", it.name, it.version), format!("sha256:{checksum}")))
    });
    let of_git = lock.hashes.iter().map(|(name, hash)| (name.clone(), hash.to_string()));
    of_index.chain(of_git).collect()
}

/// The servers of the new lock only.
pub(super) fn hosts_added(old: Side<'_>, new: Side<'_>) -> Vec<NewHost> {
    let was = hosts(old);
    let added = hosts(new).into_iter().filter(|(host, _)| !was.contains_key(host));
    added.map(|(host, of)| NewHost { host, of: of.into_iter().collect() }).collect()
}

/// The servers of a lock, each with what comes from it.
fn hosts(side: Side<'_>) -> BTreeMap<String, BTreeSet<String>> {
    let mut hosts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |address: &str, of: &str| {
        if let Some(host) = host(address) {
            hosts.entry(host).or_default().insert(spelled_out(of));
        }
    };
    for package in side.packages() {
        addresses(package, &mut |address| add(address, &package.to_string()));
    }
    for package in side.facts.build_locks().packages() {
        addresses(package.package(), &mut |address| add(address, &format!("build tool {package}")));
    }
    for entry in side.facts.recorded() {
        match entry.fact {
            RecordedFact::Hash(_) | RecordedFact::Commit(_) => add(entry.key, entry.package),
            RecordedFact::Crates(lock) => {
                for source in lock.crates().into_iter().filter_map(|it| it.source) {
                    let (_, address) = source.split_once('+').unwrap_or(("", &source));
                    add(address, &format!("crates of {}", entry.package));
                }
            }
            RecordedFact::BuildSystem(_) | RecordedFact::Libraries(_) => {}
        }
    }
    hosts
}

/// Passes each URL of a package to `take`.
fn addresses(package: &Package, take: &mut dyn FnMut(&str)) {
    match &package.source {
        Source::Registry(Registry::Url(url)) | Source::Url { url, .. } => take(url),
        Source::Git(git) => take(&git.url),
        Source::Registry(Registry::Path(_) | Registry::Unknown)
        | Source::Path(_)
        | Source::Directory(_)
        | Source::Editable(_)
        | Source::Virtual(_) => {}
    }
    for file in package.files() {
        if let Location::Url(url) = &file.location {
            take(url);
        }
    }
}
