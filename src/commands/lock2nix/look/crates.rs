//! The Rust dependencies of a package: its `Cargo.lock`, stated or found.

use std::collections::BTreeMap;
use std::env;

use uvnix::facts::{CrateLock, crates_from_git};
use uvnix::lock::{Package, RelativePath};
use uvnix::project::settings::CargoLock;
use uvnix::project::{BuildFiles, BuildSystem};
use uvnix::text::printable::spelled_out;

use super::source_tree::SourceTree;
use super::{LookError, Search, Trouble, unreadable};
use crate::fetch::temporary;

/// The outcome of a search for a `Cargo.lock`.
#[derive(Debug, Default)]
pub(super) enum Crates {
    /// The package needs none.
    #[default]
    NotNeeded,
    /// It needs Rust, and its source has none that can be used.
    Absent,
    Locked(CrateLock),
}

impl Search<'_> {
    /// The `Cargo.lock` at the stated path. It is an error if it is not there.
    pub(super) fn stated_crates(
        &self,
        package: &Package,
        tree: &SourceTree<'_>,
        path: &RelativePath,
    ) -> Result<Crates, Trouble> {
        let text = tree.text(path, package)?.ok_or_else(|| LookError::NoCargoLock {
            what: package.to_string(),
            path: path.to_string(),
            name: package.name.to_string(),
        })?;
        let setting = CargoLock::At(path.clone());
        self.crate_lock(package, &setting, path, text).map(Crates::Locked)
    }

    /// The `Cargo.lock` that belongs to the source, if it is built with Rust.
    pub(super) fn found_crates(
        &self,
        package: &Package,
        tree: &SourceTree<'_>,
        (files, build): (&BuildFiles, Option<&BuildSystem>),
    ) -> Result<Crates, Trouble> {
        if build.is_some_and(|build| !build.needs_rust()) {
            return Ok(Crates::NotNeeded);
        }
        for path in files.cargo_lock_places() {
            let known = files.cargo_locks.get(&path).cloned();
            let text = known.map_or_else(|| tree.text(&path, package), Ok)?;
            let Some(text) = text else { continue };
            // One that cannot be read is of no use to cargo either.
            if crates_from_git(&text).is_ok() {
                let lock = self.crate_lock(package, &CargoLock::Found, &path, text)?;
                return Ok(Crates::Locked(lock));
            }
        }
        Ok(Crates::Absent)
    }

    /// A `Cargo.lock`, with the hashes of its crates from git.
    fn crate_lock(
        &self,
        package: &Package,
        setting: &CargoLock,
        path: &RelativePath,
        text: String,
    ) -> Result<CrateLock, Trouble> {
        let mut hashes = BTreeMap::new();
        let from_git = crates_from_git(&text).map_err(|message| LookError::BadCargoLock {
            what: package.to_string(),
            message: spelled_out(&message),
        })?;
        for (name, git) in from_git {
            if self.offline {
                return Err(LookError::Offline { what: format!("{name}, of {package},") }.into());
            }
            let parent =
                temporary::folder().map_err(|cause| unreadable(&env::temp_dir(), cause))?;
            hashes.insert(name, self.fetcher.check_out(&git, parent.path())?.nar_hash);
        }
        let is_stated = matches!(setting, CargoLock::At(_));
        Ok(CrateLock { path: path.to_string(), text: text.into(), hashes, is_stated })
    }
}
