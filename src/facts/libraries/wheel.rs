//! The ELF files of a wheel, which is a zip archive.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::elf::{MAGIC, Machine, Ranges, needed};
use crate::text::printable::spelled_out;

/// What reading a wheel may take. Deflate unpacks to 1000 times its size at most, and libraries to about 4.
struct Limits {
    entries: usize,
    small: u64,
    ratio: u64,
    large: u64,
}

const LIMITS: Limits = Limits { entries: 200_000, small: 256 << 20, ratio: 40, large: 8 << 30 };

/// The first bytes of a file are kept: they have its headers, and often all that is looked for.
const HEAD: u64 = 64 << 10;

/// The ELF files of one wheel.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The libraries that they need.
    pub(super) needed: BTreeSet<String>,
    /// Their names, without folders.
    pub(super) files: BTreeSet<String>,
    /// Those that cannot be read, and why.
    pub(super) unreadable: BTreeMap<String, String>,
}

/// Reads every ELF file for this machine. The error is about the archive as a whole.
pub(super) fn scan(mut archive: impl Read + Seek, machine: Machine) -> Result<Found, String> {
    let size = archive.seek(SeekFrom::End(0)).map_err(|error| spelled_out(&error.to_string()))?;
    let mut archive = ZipArchive::new(archive).map_err(|error| spelled_out(&error.to_string()))?;
    if archive.len() > LIMITS.entries {
        return Err(format!("it has more than {} files", LIMITS.entries));
    }
    let mut left = size.saturating_mul(LIMITS.ratio).clamp(LIMITS.small, LIMITS.large);
    let mut found = Found::default();
    for index in 0..archive.len() {
        let Some(Ok(path)) = archive.name_for_index(index) else { continue };
        let path = path.into_owned();
        let mut entry = Entry { archive: &mut archive, index, left: &mut left, head: Vec::new() };
        match read(&mut entry, machine) {
            Ok(None) => {}
            Ok(Some(needed)) => {
                let name = path.rsplit('/').next().unwrap_or(&path);
                found.files.insert(name.to_owned());
                found.needed.extend(needed);
            }
            Err(_) if left == 0 => {
                return Err("it unpacks to more than a wheel of its size does".to_owned());
            }
            Err(reason) => {
                found.unreadable.insert(spelled_out(&path), reason);
            }
        }
    }
    Ok(found)
}

/// The libraries that a file needs; `None` if it is not an ELF file for this machine.
fn read(
    entry: &mut Entry<'_, impl Read + Seek>,
    machine: Machine,
) -> Result<Option<BTreeSet<String>>, String> {
    entry.head = entry.unpacked(0, MAGIC.len() as u64)?;
    if entry.head != MAGIC {
        return Ok(None);
    }
    entry.head = entry.unpacked(0, HEAD)?;
    needed(entry, machine)
}

/// A file of the archive.
struct Entry<'a, R> {
    archive: &'a mut ZipArchive<R>,
    index: usize,
    /// How many bytes may still be unpacked.
    left: &'a mut u64,
    /// Its first bytes, once they were read.
    head: Vec<u8>,
}

impl<R: Read + Seek> Entry<'_, R> {
    /// Up to `length` bytes from `start` on: fewer where the file ends.
    fn unpacked(&mut self, start: u64, length: u64) -> Result<Vec<u8>, String> {
        let describe = |error: io::Error| spelled_out(&error.to_string());
        let file = self.archive.by_index(self.index).map_err(|error| describe(error.into()))?;
        let mut metered = file.take(*self.left);
        let mut bytes = Vec::new();
        let outcome = io::copy(&mut metered.by_ref().take(start), &mut io::sink())
            .and_then(|_| metered.by_ref().take(length).read_to_end(&mut bytes));
        *self.left = metered.limit();
        outcome.map(|_| bytes).map_err(describe)
    }
}

impl<R: Read + Seek> Ranges for Entry<'_, R> {
    fn range(&mut self, start: u64, length: u64) -> Result<Vec<u8>, String> {
        let end = start.checked_add(length).ok_or("it has a wrong offset")?;
        let in_head = |place| usize::try_from(place).ok();
        if let (Some(first), Some(last)) = (in_head(start), in_head(end))
            && let Some(bytes) = self.head.get(first..last)
        {
            return Ok(bytes.to_vec());
        }
        let bytes = self.unpacked(start, length)?;
        if bytes.len() as u64 == length { Ok(bytes) } else { Err("it ends too early".to_owned()) }
    }
}
