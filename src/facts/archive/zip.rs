//! The entries of a zip archive, in the order of its table of contents.

use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::archive_scan::{ArchiveScan, EntryPath, Node};
use super::{ArchiveError, Limits, unreadable};
use crate::text::printable::spelled_out;

/// Passes each entry to the tree. Only entries that the tree wants are unpacked.
pub(super) fn read_entries(
    archive: impl Read + Seek,
    scan: &mut ArchiveScan,
    limits: &Limits,
) -> Result<(), ArchiveError> {
    let mut archive = ZipArchive::new(archive).map_err(refused)?;
    if archive.len() as u64 > limits.entries {
        return Err(ArchiveError::TooManyEntries { limit: limits.entries });
    }
    for index in 0..archive.len() {
        let (name, is_folder) = {
            let entry = archive.by_index_data(index).map_err(refused)?;
            (entry.name_raw().to_owned(), entry.is_dir())
        };
        let Some(path) = EntryPath::parse(&name)? else { continue };
        if scan.wants(&path, is_folder) && !is_folder {
            let mut file = archive.by_index(index).map_err(refused)?;
            let (is_link, size) = (file.is_symlink(), file.size());
            let node = match scan.read(&mut file, &path, size, limits.file)? {
                Node::File(target) if is_link => Node::symlink(&path, &target),
                node => node,
            };
            scan.keep(&path, node);
        }
    }
    Ok(())
}

fn refused(error: ZipError) -> ArchiveError {
    match error {
        ZipError::Io(error) => unreadable(&error),
        error => ArchiveError::Unreadable { message: spelled_out(&error.to_string()) },
    }
}
