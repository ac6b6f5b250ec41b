//! Reads files, and refuses pipes and devices, which have no end or never answer.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Opens a file. A pipe, a socket or a device is an error.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let kind = fs::metadata(path)?.file_type();
    if !kind.is_file() && !kind.is_dir() {
        return Err(io::Error::other("it is a pipe or a device, not a file"));
    }
    File::open(path)
}

/// What was read from a file that need not exist; `None` if it does not.
pub(crate) fn if_present<T>(read: io::Result<T>) -> io::Result<Option<T>> {
    match read {
        Ok(it) => Ok(Some(it)),
        Err(cause) if is_absence(&cause) => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// Whether there is no such file.
pub(crate) fn is_absence(cause: &io::Error) -> bool {
    cause.kind() == io::ErrorKind::NotFound
}

/// The largest file that is read as a whole, in bytes. The lock file of a large project has one or two million.
pub(crate) const LARGEST: u64 = 64 << 20;

/// The bytes of a file of at most [`LARGEST`].
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    read_up_to(path, LARGEST)
}

/// The text of a file of at most [`LARGEST`].
pub(crate) fn read_to_string(path: &Path) -> io::Result<String> {
    read_to_string_up_to(path, LARGEST)
}

/// The text of a file of at most this many bytes.
pub(crate) fn read_to_string_up_to(path: &Path, limit: u64) -> io::Result<String> {
    let bytes = read_up_to(path, limit)?;
    let not_text = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8");
    String::from_utf8(bytes).map_err(not_text)
}

fn read_up_to(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(limit));
    }
    Ok(bytes)
}

/// The error for a file that is larger than `limit`.
pub(crate) fn too_large(limit: u64) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {} MiB", limit >> 20))
}
