//! The format of an archive, recognized by its file name, or by its first bytes.

use std::io::{BufReader, Read, Seek};

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use super::{ArchiveError, unreadable};
use crate::text::printable::spelled_out;

/// `xz -9` needs 65 MiB; a header can request 4 GiB.
const XZ_MEMORY_IN_KIB: u32 = 256 << 10;

/// The kinds of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Tar(Compression),
    Zip,
}

/// The compression of a tar archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Bzip2,
    Xz,
}

impl Format {
    const SUFFIXES: [(&str, Self); 10] = [
        (".tar.gz", Self::Tar(Compression::Gzip)),
        (".tgz", Self::Tar(Compression::Gzip)),
        (".tar.bz2", Self::Tar(Compression::Bzip2)),
        (".tbz", Self::Tar(Compression::Bzip2)),
        (".tbz2", Self::Tar(Compression::Bzip2)),
        (".tar.xz", Self::Tar(Compression::Xz)),
        (".txz", Self::Tar(Compression::Xz)),
        (".tar", Self::Tar(Compression::None)),
        (".zip", Self::Zip),
        (".whl", Self::Zip),
    ];

    /// Where each format has the bytes that it is known by.
    const MAGIC: [(usize, &[u8], Self); 6] = [
        (0, b"\x1f\x8b", Self::Tar(Compression::Gzip)),
        (0, b"BZh", Self::Tar(Compression::Bzip2)),
        (0, b"\xfd7zXZ\0", Self::Tar(Compression::Xz)),
        (0, b"PK\x03\x04", Self::Zip),
        (0, b"PK\x05\x06", Self::Zip),
        (257, b"ustar", Self::Tar(Compression::None)),
    ];

    pub(super) fn of(
        archive: &mut (impl Read + Seek),
        filename: &str,
    ) -> Result<Self, ArchiveError> {
        let name = filename.to_ascii_lowercase();
        if let Some((_, format)) = Self::SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix))
        {
            return Ok(*format);
        }
        let mut start = Vec::new();
        archive.rewind().map_err(|error| unreadable(&error))?;
        archive.take(512).read_to_end(&mut start).map_err(|error| unreadable(&error))?;
        let is_there = |(offset, magic, _): &&(usize, &[u8], Self)| {
            start.get(*offset..).is_some_and(|rest| rest.starts_with(magic))
        };
        match Self::MAGIC.iter().find(is_there) {
            Some((.., format)) => Ok(*format),
            None => Err(ArchiveError::UnknownFormat { filename: spelled_out(filename) }),
        }
    }
}

impl Compression {
    /// The bytes of the tar archive itself.
    pub(super) fn decoder<'a>(self, archive: impl Read + 'a) -> Box<dyn Read + 'a> {
        let archive = BufReader::new(archive);
        match self {
            Self::None => Box::new(archive),
            Self::Gzip => Box::new(MultiGzDecoder::new(archive)),
            Self::Bzip2 => Box::new(MultiBzDecoder::new(archive)),
            Self::Xz => Box::new(XzReader::new_mem_limit(archive, true, XZ_MEMORY_IN_KIB)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn of(start: &[u8], filename: &str) -> Option<Format> {
        Format::of(&mut Cursor::new(start), filename).ok()
    }

    #[test]
    fn a_known_suffix_says_the_format_and_first_bytes_do_elsewhere() {
        let gzip = Some(Format::Tar(Compression::Gzip));
        assert_eq!(of(b"", "name-1.0.TAR.GZ"), gzip);
        assert_eq!(of(b"\x1f\x8b\x08", "v1.0"), gzip);
        assert_eq!(of(b"PK\x03\x04", "main"), Some(Format::Zip));
        assert_eq!(of(b"<!DOCTYPE html>", "main"), None);
        assert_eq!(of(b"", ""), None);
    }
}
