//! The build files in a source archive, read without unpacking it.
//! An archive is untrusted input: it is read as a stream, and its size is limited.

mod archive_scan;
mod error;
mod format;
mod meter;
mod tar;
mod zip;

use std::io::{self, Read, Seek, SeekFrom};

pub use error::ArchiveError;

use super::LARGEST_TEXT as LARGEST;
use crate::lock::RelativePath;
use crate::project::BuildFiles;
use crate::text::printable::spelled_out;
use archive_scan::ArchiveScan;
use format::Format;

/// Reads the build files of a source tree from an archive with the file name `filename`.
///
/// They are in `subdirectory` of the tree. If all entries are in one top folder, as
/// <https://packaging.python.org/en/latest/specifications/source-distribution-format/>
/// requires, then this folder is the tree; otherwise the whole archive is the tree, as in uv and pip. Files
/// such as `._name`, which macOS adds, do not count.
///
/// # Errors
/// If the archive cannot be read, is unsafe, or exceeds a limit.
pub fn build_files_in_archive(
    archive: impl Read + Seek,
    filename: &str,
    subdirectory: Option<&RelativePath>,
) -> Result<BuildFiles, ArchiveError> {
    read(archive, filename, subdirectory, &Limits::DEFAULT)
}

/// Reads one text file of the tree in an archive, if it exists.
///
/// # Errors
/// As [`build_files_in_archive`].
pub fn text_in_archive(
    archive: impl Read + Seek,
    filename: &str,
    path: &RelativePath,
) -> Result<Option<String>, ArchiveError> {
    let (folder, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
    scanned(archive, filename, ArchiveScan::new(folder, &[name]), &Limits::DEFAULT)?.text(name)
}

/// Reads some text files at the top of the tree in an archive, as far as they exist. The rules are those of
/// [`build_files_in_archive`].
pub(super) fn texts_in_archive<const N: usize>(
    archive: impl Read + Seek,
    filename: &str,
    names: [&str; N],
) -> Result<[Option<String>; N], ArchiveError> {
    let scan = scanned(archive, filename, ArchiveScan::new("", &names), &Limits::DEFAULT)?;
    let mut texts = [const { None }; N];
    for (text, name) in texts.iter_mut().zip(names) {
        *text = scan.ascii_text(name)?;
    }
    Ok(texts)
}

/// The limits for an archive.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// The number of entries.
    entries: u64,
    /// The unpacked size in bytes that is always allowed.
    small: u64,
    /// The unpacked size that is allowed in addition, as a multiple of the size of the archive. Deflate
    /// reaches 1000; sources have about 10.
    ratio: u64,
    /// The largest unpacked size in bytes.
    large: u64,
    /// The largest size in bytes of a file that is read, and of the header of an entry.
    file: u64,
}

impl Limits {
    const DEFAULT: Self =
        Self { entries: 1_000_000, small: 256 << 20, ratio: 30, large: 4 << 30, file: LARGEST };

    /// The unpacked size in bytes that is allowed for an archive of this size.
    fn unpacked(&self, size: u64) -> u64 {
        size.saturating_mul(self.ratio).clamp(self.small, self.large)
    }
}

const BUILD_FILES: [&str; 3] = ["pyproject.toml", "setup.cfg", "setup.py"];

/// Where most trees with Rust have their `Cargo.lock`.
const CARGO_LOCKS: [&str; 3] = ["Cargo.lock", "rust/Cargo.lock", "src/rust/Cargo.lock"];

fn read(
    archive: impl Read + Seek,
    filename: &str,
    subdirectory: Option<&RelativePath>,
    limits: &Limits,
) -> Result<BuildFiles, ArchiveError> {
    let folder = subdirectory.map_or("", RelativePath::as_str);
    let scan = ArchiveScan::new(folder, &BUILD_FILES).with_candidates(&CARGO_LOCKS);
    let scan = scanned(archive, filename, scan, limits)?;
    let cargo_locks = scan.candidates();
    let cargo_locks =
        cargo_locks.filter_map(|(path, text)| Some((RelativePath::try_from(path).ok()?, text)));
    Ok(BuildFiles {
        cargo_locks: cargo_locks.collect(),
        pyproject: scan.text("pyproject.toml")?,
        setup_cfg: scan.ascii_text("setup.cfg")?,
        setup_py: scan.ascii_text("setup.py")?,
        has_native_code: scan.has_native_code(),
        ..BuildFiles::default()
    })
}

/// Reads the files that a scan wants, as far as they exist.
fn scanned(
    mut archive: impl Read + Seek,
    filename: &str,
    mut scan: ArchiveScan,
    limits: &Limits,
) -> Result<ArchiveScan, ArchiveError> {
    let format = Format::of(&mut archive, filename)?;
    read_entries(&mut archive, format, &mut scan, limits)?;
    // The target of a link can come before the link: read again.
    let targets = scan.link_targets()?;
    if !targets.is_empty() {
        scan = scan.again_with(targets);
        read_entries(&mut archive, format, &mut scan, limits)?;
    }
    Ok(scan)
}

fn read_entries(
    archive: &mut (impl Read + Seek),
    format: Format,
    scan: &mut ArchiveScan,
    limits: &Limits,
) -> Result<(), ArchiveError> {
    let size = archive.seek(SeekFrom::End(0)).map_err(|error| unreadable(&error))?;
    archive.rewind().map_err(|error| unreadable(&error))?;
    match format {
        Format::Zip => zip::read_entries(archive, scan, limits),
        Format::Tar(compression) => {
            tar::read_entries(compression.decoder(archive), limits.unpacked(size), scan, limits)
        }
    }
}

fn unreadable(error: &io::Error) -> ArchiveError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => ArchiveError::Truncated,
        _ => ArchiveError::Unreadable { message: spelled_out(&error.to_string()) },
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use ::tar::{Builder, EntryType, Header};
    use ::zip::ZipWriter;
    use ::zip::write::SimpleFileOptions;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const PYPROJECT: &str = "[build-system]\nrequires = []\n";

    fn header(kind: EntryType, size: u64) -> Header {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(0o644);
        header.set_size(size);
        header
    }

    /// A tar archive; a target makes a file a symbolic link.
    fn tar(files: &[(&str, &[u8], Option<&str>)]) -> Vec<u8> {
        let mut builder = Builder::new(Vec::new());
        for (path, contents, target) in files {
            if let Some(target) = target {
                builder.append_link(&mut header(EntryType::Symlink, 0), path, target).unwrap();
            } else {
                let mut header = header(EntryType::Regular, contents.len() as u64);
                builder.append_data(&mut header, path, *contents).unwrap();
            }
        }
        builder.into_inner().unwrap()
    }

    /// A tar archive of one entry with a header as it is given.
    fn tar_of(mut header: Header, name: &[u8], contents: &[u8]) -> Vec<u8> {
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_cksum();
        let mut archive = header.as_bytes().to_vec();
        archive.extend(contents);
        archive.resize(archive.len().next_multiple_of(512) + 1024, 0);
        archive
    }

    fn gzip(contents: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(contents).unwrap();
        encoder.finish().unwrap()
    }

    fn bzip2(contents: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(contents).unwrap();
        encoder.finish().unwrap()
    }

    fn xz(contents: &[u8]) -> Vec<u8> {
        let options = lzma_rust2::XzOptions::with_preset(1);
        let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
        encoder.write_all(contents).unwrap();
        encoder.finish().unwrap()
    }

    fn zip(files: &[(&str, &[u8], Option<&str>)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, contents, target) in files {
            let options = SimpleFileOptions::default();
            if let Some(target) = target {
                writer.add_symlink(*path, *target, options).unwrap();
            } else {
                writer.start_file(*path, options).unwrap();
                writer.write_all(contents).unwrap();
            }
        }
        writer.finish().unwrap().into_inner()
    }

    fn files(archive: &[u8], filename: &str) -> Result<BuildFiles, ArchiveError> {
        build_files_in_archive(Cursor::new(archive), filename, None)
    }

    fn files_within(
        archive: &[u8],
        filename: &str,
        limits: Limits,
    ) -> Result<BuildFiles, ArchiveError> {
        read(Cursor::new(archive), filename, None, &limits)
    }

    #[test]
    fn every_format_gives_the_same_files() {
        let sdist: [(&str, &[u8], _); 5] = [
            ("a-1.0/rust/Cargo.lock", b"version = 4", None),
            ("a-1.0/a.py", b"", None),
            ("a-1.0/pyproject.toml", PYPROJECT.as_bytes(), None),
            ("a-1.0/setup.cfg", b"[options] # caf\xe9", None),
            ("a-1.0/setup.py", b"", None),
        ];
        let lock = |path, text: Option<&str>| {
            (RelativePath::try_from(path).unwrap(), text.map(str::to_owned))
        };
        let locks = [
            lock("Cargo.lock", None),
            lock("rust/Cargo.lock", Some("version = 4")),
            lock("src/rust/Cargo.lock", None),
        ];
        let expected = BuildFiles {
            cargo_locks: locks.into(),
            pyproject: Some(PYPROJECT.to_owned()),
            setup_cfg: Some("[options] # caf\u{fffd}".to_owned()),
            setup_py: Some(String::new()),
            ..BuildFiles::default()
        };
        let tar = tar(&sdist);
        let archives = [
            ("gz", gzip(&tar)),
            ("bz2", bzip2(&tar)),
            ("xz", xz(&tar)),
            ("", tar),
            ("zip", zip(&sdist)),
        ];
        for (suffix, archive) in archives {
            let known =
                if suffix == "zip" { "a-1.0.zip".to_owned() } else { format!("a.tar.{suffix}") };
            for filename in [known.trim_end_matches('.'), "a-1.0"] {
                assert_eq!(files(&archive, filename).unwrap(), expected, "{suffix} as {filename}");
            }
        }
    }

    #[test]
    fn files_are_those_of_the_subdirectory() {
        let archive = tar(&[("a/setup.py", b"", None), ("a/b/c/pyproject.toml", b"", None)]);
        let subdirectory = RelativePath::try_from("b/c").unwrap();
        let files =
            build_files_in_archive(Cursor::new(archive), "a.tar", Some(&subdirectory)).unwrap();
        assert_eq!(files.pyproject.as_deref(), Some(""));
        assert_eq!(files.setup_py, None);
    }

    #[test]
    fn a_link_is_followed_once_and_inside_the_archive() {
        let linked: [(&str, &[u8], _); 2] =
            [("a/c/real.toml", b"x = 1", None), ("a/pyproject.toml", b"", Some("c/./real.toml"))];
        for (archive, filename) in [(tar(&linked), "a.tar"), (zip(&linked), "a.zip")] {
            assert_eq!(files(&archive, filename).unwrap().pyproject.as_deref(), Some("x = 1"));
        }
        for target in ["../../etc/passwd", "/etc/passwd", "missing", "pyproject.toml"] {
            let archive = tar(&[("a/pyproject.toml", b"", Some(target))]);
            let error = files(&archive, "a.tar").unwrap_err();
            assert!(matches!(error, ArchiveError::BrokenLink { .. }), "{target}: {error}");
        }
    }

    #[test]
    fn a_large_archive_of_nothing_ends_early() {
        let limits = Limits { small: 1 << 20, ratio: 5, ..Limits::DEFAULT };
        let zeros = vec![0; 4 << 20];
        for contents in [
            tar(&[("a/zeros", &zeros, None)]),
            tar_of(header(EntryType::GNULongName, 4 << 20), b"a", &zeros),
        ] {
            let error = files_within(&gzip(&contents), "a.tgz", limits).unwrap_err();
            assert!(matches!(error, ArchiveError::TooLarge { limit: 0x10_0000 }), "{error}");
        }
    }

    #[test]
    fn a_name_without_end_is_not_held_in_memory() {
        let archive = tar_of(header(EntryType::GNULongName, 2 << 20), b"a", &vec![b'a'; 2 << 20]);
        assert!(matches!(files(&archive, "a.tar"), Err(ArchiveError::Unreadable { .. })));
    }

    #[test]
    fn a_wanted_file_is_small_whatever_its_header_says() {
        let large = vec![b' '; (1 << 20) + 1];
        let declared = tar_of(header(EntryType::Regular, 10 << 30), b"a/setup.py", b"");
        let files_of: [(&str, &[u8], _); 1] = [("a/setup.py", &large, None)];
        for (archive, name) in
            [(declared, "a.tar"), (tar(&files_of), "a.tar"), (zip(&files_of), "a.zip")]
        {
            let error = files(&archive, name).unwrap_err();
            assert!(matches!(error, ArchiveError::FileTooLarge { .. }), "{error}");
        }
        // Few builds read it.
        let lock: [(&str, &[u8], _); 1] = [("a/Cargo.lock", &large, None)];
        for (archive, name) in [(tar(&lock), "a.tar"), (zip(&lock), "a.zip")] {
            assert_eq!(files(&archive, name).unwrap().cargo_locks.len(), 2, "{name}");
        }
    }

    #[test]
    fn there_are_only_so_many_entries() {
        let limits = Limits { entries: 2, ..Limits::DEFAULT };
        let three: [(&str, &[u8], _); 3] =
            [("a/a", b"", None), ("a/b", b"", None), ("a/c", b"", None)];
        for (archive, filename) in [(tar(&three), "a.tar"), (zip(&three), "a.zip")] {
            let error = files_within(&archive, filename, limits).unwrap_err();
            assert!(matches!(error, ArchiveError::TooManyEntries { limit: 2 }), "{error}");
        }
    }

    #[test]
    fn an_entry_that_leads_elsewhere_spoils_the_archive() {
        for name in ["../a", "/a", "a/../b"] {
            let in_tar = tar_of(header(EntryType::Regular, 0), name.as_bytes(), b"");
            let in_zip = zip(&[(name, b"", None)]);
            for (archive, filename) in [(in_tar, "a.tar"), (in_zip, "a.zip")] {
                let error = files(&archive, filename).unwrap_err();
                assert!(matches!(error, ArchiveError::UnsafePath { .. }), "{name}: {error}");
            }
        }
    }

    #[test]
    fn what_is_cut_off_or_no_archive_is_an_error() {
        let noise: String = (0..20_000).map(|number| number.to_string()).collect();
        let whole: [(&str, &[u8], _); 1] = [("a/data", noise.as_bytes(), None)];
        let tar = tar(&whole);
        for (archive, filename) in [
            (gzip(&tar), "a.tgz"),
            (bzip2(&tar), "a.tbz"),
            (xz(&tar), "a.txz"),
            (tar.clone(), "a.tar"),
        ] {
            let error = files(&archive[..archive.len() / 2], filename).unwrap_err();
            assert!(matches!(error, ArchiveError::Truncated), "{filename}: {error}");
        }
        let page = b"<!DOCTYPE html>".repeat(100);
        for filename in ["a.tgz", "a.tbz", "a.txz", "a.tar", "a.zip"] {
            assert!(files(&page, filename).is_err(), "{filename}");
        }
        assert!(files(&zip(&whole)[..900], "a.zip").is_err());
        assert!(matches!(files(&page, "a"), Err(ArchiveError::UnknownFormat { .. })));
        let latin = super::tests::tar(&[("a/pyproject.toml", b"# caf\xe9", None)]);
        assert!(matches!(files(&latin, "a.tar"), Err(ArchiveError::NotText { .. })));
    }
}
