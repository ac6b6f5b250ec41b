//! The entries of a tar archive, in the order of the file.

use std::io::{self, Read};

use tar::{Archive, Entry, EntryType};

use super::archive_scan::{ArchiveScan, EntryPath, Node};
use super::meter::{Meter, Metered};
use super::{ArchiveError, Limits, unreadable};

/// Passes each entry to the tree. `unpacked` is the allowed number of bytes.
pub(super) fn read_entries(
    archive: impl Read,
    unpacked: u64,
    scan: &mut ArchiveScan,
    limits: &Limits,
) -> Result<(), ArchiveError> {
    let meter = Meter::new(unpacked);
    let mut archive = Archive::new(Metered { reader: archive, meter: &meter });
    let scanned = read_each(&mut archive, &meter, scan, limits);
    if !meter.is_exceeded() {
        return scanned;
    }
    if meter.is_used_up() {
        return Err(ArchiveError::TooLarge { limit: unpacked });
    }
    Err(ArchiveError::Unreadable { message: "a file name is too long".to_owned() })
}

fn read_each(
    archive: &mut Archive<impl Read>,
    meter: &Meter,
    scan: &mut ArchiveScan,
    limits: &Limits,
) -> Result<(), ArchiveError> {
    let mut entries = archive.entries().map_err(|error| unreadable(&error))?;
    for count in 0.. {
        // To go on reads long names, which the crate holds in memory, however long they say to be.
        meter.allow(limits.file);
        let Some(entry) = entries.next() else { return Ok(()) };
        let mut entry = entry.map_err(|error| unreadable(&error))?;
        if count >= limits.entries {
            return Err(ArchiveError::TooManyEntries { limit: limits.entries });
        }
        meter.allow_all();
        let size = entry.size();
        let read = visit(&mut entry, scan, limits)?;
        let rest = io::copy(&mut entry, &mut io::sink()).map_err(|error| unreadable(&error))?;
        if read + rest < size {
            return Err(ArchiveError::Truncated);
        }
    }
    Ok(())
}

/// Keeps the entry if the tree wants it. Returns the number of bytes that were read.
fn visit(
    entry: &mut Entry<'_, impl Read>,
    scan: &mut ArchiveScan,
    limits: &Limits,
) -> Result<u64, ArchiveError> {
    let kind = entry.header().entry_type();
    if kind == EntryType::XGlobalHeader {
        return Ok(0);
    }
    if kind == EntryType::GNUSparse {
        // Its holes are as long as it likes, and cost the archive nothing.
        return Err(ArchiveError::Unreadable { message: "it contains a sparse file".to_owned() });
    }
    let name = entry.path_bytes().into_owned();
    let Some(path) = EntryPath::parse(&name)? else { return Ok(0) };
    // In the oldest format, a slash at the end marks a folder.
    let is_folder = kind == EntryType::Directory || name.ends_with(b"/");
    if !scan.wants(&path, is_folder) {
        return Ok(0);
    }
    let target = entry.link_name_bytes().unwrap_or_default().into_owned();
    let node = match kind {
        EntryType::Symlink => Node::symlink(&path, &target),
        EntryType::Link => Node::hard_link(&target),
        EntryType::Regular | EntryType::Continuous => {
            let size = entry.size();
            scan.read(entry, &path, size, limits.file)?
        }
        _ => Node::Other,
    };
    let read = if let Node::File(contents) = &node { contents.len() as u64 } else { 0 };
    scan.keep(&path, node);
    Ok(read)
}
