//! What a `uvnix.lock` records, entry by entry.

use super::{CommitFiles, CrateLock, Fact, Facts, Key, WheelLibraries};
use crate::lock::Hash;
use crate::project::BuildSystem;

/// An entry of a `uvnix.lock`.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'f> {
    /// The hash or the address of the source that it is about.
    pub key: &'f str,
    /// The package that it was looked up for, such as `click 8.1.7`.
    pub package: &'f str,
    /// What it says.
    pub fact: RecordedFact<'f>,
}

/// What an entry says.
#[derive(Debug, Clone, Copy)]
pub enum RecordedFact<'f> {
    /// How a source is built.
    BuildSystem(&'f BuildSystem),
    /// The hash of a file, whose URL is the key.
    Hash(&'f Hash),
    /// The files of a commit.
    Commit(&'f CommitFiles),
    /// The Rust dependencies of a source.
    Crates(&'f CrateLock),
    /// The libraries of a wheel.
    Libraries(&'f WheelLibraries),
}

impl Facts {
    /// All entries, except locked build requirements.
    pub fn recorded(&self) -> impl Iterator<Item = Recorded<'_>> {
        fn entry<'f, T>(
            (Key(key), Fact { package, value }): (&'f Key, &'f Fact<T>),
            of: impl FnOnce(&'f T) -> RecordedFact<'f>,
        ) -> Recorded<'f> {
            Recorded { key, package, fact: of(value) }
        }
        let builds = self.build_systems.iter().map(|it| entry(it, RecordedFact::BuildSystem));
        let hashes = self.hashes.iter().map(|it| entry(it, RecordedFact::Hash));
        let trees = self.trees.iter().map(|it| entry(it, RecordedFact::Commit));
        let crates = self.cargo_locks.iter().filter_map(|(Key(key), Fact { package, value })| {
            Some(Recorded { key, package, fact: RecordedFact::Crates(value.as_ref()?) })
        });
        let libraries = self.libraries.iter().map(|it| entry(it, RecordedFact::Libraries));
        builds.chain(hashes).chain(trees).chain(crates).chain(libraries)
    }
}
