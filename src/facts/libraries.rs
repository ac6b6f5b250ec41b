//! The shared libraries that a wheel needs, and those that it provides, read from its ELF files.
//!
//! A wheel is input from strangers: its files are streamed, and the number of bytes that are unpacked is
//! limited. What cannot be read is reported for that file alone.

mod elf;
mod known;
mod name;
mod system;
mod wheel;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};

use serde::{Deserialize, Serialize};

use crate::lock::wheel::WheelName;
use elf::Machine;

pub use known::{KnownLibraries, known_libraries};
pub(in crate::facts) use name::LibraryName;

/// The libraries of one wheel.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WheelLibraries {
    /// The names of libraries (`DT_NEEDED`) that neither the wheel, nor the C library, nor the libraries that
    /// its platform tags promise provide.
    pub needs: BTreeSet<String>,
    /// The names of its libraries that other wheels can need.
    pub provides: BTreeSet<String>,
}

impl WheelLibraries {
    /// `needs libz.so.1`, and then `provides libb.so`: all of them in words.
    pub fn described(&self) -> impl Iterator<Item = String> {
        let needs = self.needs.iter().map(|name| format!("needs {name}"));
        needs.chain(self.provides.iter().map(|name| format!("provides {name}")))
    }
}

/// A wheel that was read, and the files in it that could not be.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadWheel {
    /// Its libraries.
    pub libraries: WheelLibraries,
    /// Paths in the wheel, each with the reason, a sentence.
    pub unreadable: BTreeMap<String, String>,
}

/// Whether the ELF files of a wheel with this name can be read: it is for glibc or musl on one processor.
#[must_use]
pub fn has_readable_libraries(filename: &str) -> bool {
    machine(filename).is_some()
}

/// Reads the libraries of a wheel with this file name.
///
/// # Errors
/// A sentence about the archive.
pub fn libraries_in_wheel(archive: impl Read + Seek, filename: &str) -> Result<ReadWheel, String> {
    let machine = machine(filename).ok_or("it is not a wheel for Linux")?;
    let found = wheel::scan(archive, machine)?;
    let is_promised = |name: &str| system::is_promised(filename, name);
    let needs = found.needed.into_iter();
    let needs = needs.filter(|name| !found.files.contains(name) && !is_promised(name));
    let libraries = WheelLibraries {
        needs: needs.collect(),
        provides: found.files.iter().filter(|name| is_shared(name)).cloned().collect(),
    };
    Ok(ReadWheel { libraries, unreadable: found.unreadable })
}

/// The processor that a wheel is for.
fn machine(filename: &str) -> Option<Machine> {
    let name = WheelName::parse(filename)?;
    let of = |end: &str| name.platforms().any(|it| it.contains("linux") && it.ends_with(end));
    match (of("_x86_64"), of("_aarch64")) {
        (true, false) => Some(Machine::X86_64),
        (false, true) => Some(Machine::Aarch64),
        (true, true) | (false, false) => None,
    }
}

/// Whether a file can be a library for other wheels: not a module of Python, and not the private copy that
/// auditwheel makes of a library of the system, which has part of its hash in its name.
fn is_shared(name: &str) -> bool {
    let Some((stem, _)) = name.split_once(".so") else { return false };
    let suffix = stem.rsplit_once('-').map_or("", |(_, suffix)| suffix);
    let is_private = suffix.len() == 8 && suffix.bytes().all(|it| it.is_ascii_hexdigit());
    let is_module = [".cpython-", ".pypy"].iter().any(|tag| stem.contains(tag));
    stem.starts_with("lib") && !is_private && !is_module
}

#[cfg(test)]
mod tests;
