//! Whether `uvnix.lock` records of a source what the source contains.

use std::collections::BTreeSet;

use super::VerifyError;
use crate::facts::{CrateLock, Facts, Lookup};
use crate::lock::{Git, Package};
use crate::project::BuildSystem;
use crate::project::requirement::BuildRequirement;
use crate::text::address::shown;
use crate::text::printable::spelled_out;

/// What `recorded` says of the contents of these sources, and `found`, which was read from them, does not. A source
/// that `found` does not know is not compared.
#[must_use]
pub fn changed_contents(
    lookups: &[Lookup<'_>],
    recorded: &Facts,
    found: &Facts,
) -> Vec<VerifyError> {
    let facts = [recorded, found];
    let is_read = |it: &&Lookup<'_>| it.is_done(found) && it.has_libraries(found);
    let changes = lookups.iter().filter(is_read).flat_map(|lookup| {
        let package = lookup.package;
        let builds = lookup.builds.then(|| facts.map(|it| it.build_of(package)));
        let crates = lookup.crates.map(|_| facts.map(|it| Some(it.cargo_lock_of(package)?.1)));
        let libraries = lookup.libraries.map(|wheel| facts.map(|it| it.libraries_of(wheel)));
        [
            lookup.git().and_then(|git| changed_tree(package, git, facts)),
            builds.and_then(|both| change(package, "build requirements", both, of_build)),
            crates.and_then(|both| change(package, "Rust dependencies", both, of_crates)),
            libraries
                .and_then(|both| change(package, "libraries", both, |it| it.described().collect())),
        ]
    });
    changes.flatten().collect()
}

/// How the files of a commit differ, if they do.
fn changed_tree(package: &Package, git: &Git, facts: [&Facts; 2]) -> Option<VerifyError> {
    let [locked, found] = facts.map(|it| it.commit_files(git).map(|files| &files.hash));
    let (locked, found) = locked.zip(found).filter(|(locked, found)| locked != found)?;
    Some(VerifyError::WrongHash {
        package: package.to_string(),
        file: format!("commit {}", git.commit),
        place: shown(&git.url),
        locked: locked.to_string(),
        found: found.to_string(),
    })
}

/// How the second differs from the first, if it does.
fn change<T: PartialEq>(
    package: &Package,
    what: &'static str,
    both: [Option<&T>; 2],
    texts: fn(&T) -> BTreeSet<String>,
) -> Option<VerifyError> {
    if both[0] == both[1] {
        return None;
    }
    let [locked, found] = both.map(|it| it.map(texts).unwrap_or_default());
    let only_in = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        one.difference(other).map(|text| spelled_out(text)).collect()
    };
    let package = package.to_string();
    let (locked, found) = (only_in(&locked, &found), only_in(&found, &locked));
    Some(VerifyError::OtherContents { package, what: what.to_owned(), locked, found })
}

fn of_build(build: &BuildSystem) -> BTreeSet<String> {
    let backend = build.build_backend.iter().map(|backend| format!("build-backend {backend}"));
    build.all().map(BuildRequirement::spelling).chain(backend).collect()
}

fn of_crates(lock: &CrateLock) -> BTreeSet<String> {
    let crates = lock.crates().into_iter().map(|it| {
        let parts = [Some(it.name), Some(it.version), it.source, it.checksum];
        Vec::from_iter(parts.into_iter().flatten()).join(" ")
    });
    let hashes = lock.hashes.iter().map(|(name, hash)| format!("{name} {hash}"));
    crates.chain(hashes).collect()
}
