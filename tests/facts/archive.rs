//! Archives to be served.

use std::io::{Cursor, Write};

use flate2::write::GzEncoder;
use lzma_rust2::{XzOptions, XzWriter};
use sha2::{Digest, Sha256};
use tar::{Builder, Header};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A file of a package, version 1.0.
pub(crate) struct Archive {
    /// The package.
    pub package: String,
    /// Its name on the server.
    pub filename: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Archive {
    /// A file with any content.
    pub(crate) fn new(package: &str, filename: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { package: package.to_owned(), filename: filename.to_owned(), bytes: bytes.into() }
    }

    /// An sdist of these files. The extension, such as `tar.gz`, says how they are packed.
    pub(crate) fn sdist(package: &str, extension: &str, files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| (format!("{package}-1.0/{path}"), *text));
        let files = Vec::from_iter(files);
        let bytes = match extension {
            "tar.gz" => gzip(&tar(&files)),
            "tar.bz2" => bzip2(&tar(&files)),
            "tar.xz" => xz(&tar(&files)),
            "zip" => zip(&files),
            _ => panic!("{extension} is no extension of an sdist"),
        };
        Self::new(package, &format!("{package}-1.0.{extension}"), bytes)
    }

    /// An sdist that is built with the first of these requirements, and needs all of them.
    pub(crate) fn built_with(package: &str, requires: &[&str]) -> Self {
        let pyproject = format!("[build-system]\nrequires = {requires:?}\n");
        Self::sdist(package, "tar.gz", &[("pyproject.toml", &pyproject)])
    }

    /// Its hash, as a lock spells it.
    pub(crate) fn hash(&self) -> String {
        format!("sha256:{}", hex::encode(Sha256::digest(&self.bytes)))
    }

    /// `{ url = "…", hash = "…" }`
    pub(crate) fn file(&self) -> String {
        format!("{{ url = {:?}, hash = {:?} }}", self.url(), self.hash())
    }

    /// Where a lock says that it is.
    pub(crate) fn url(&self) -> String {
        format!("https://files.example/{}", self.filename)
    }
}

/// A tar archive of one file whose header says what it likes.
pub(crate) fn tar_of(path: &str, size: u64, contents: &[u8]) -> Vec<u8> {
    let mut header = header(size);
    header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
    header.set_cksum();
    let mut archive = header.as_bytes().to_vec();
    archive.extend(contents);
    archive.resize(archive.len().next_multiple_of(512) + 1024, 0);
    archive
}

pub(crate) fn gzip(contents: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(contents).expect("there is memory");
    encoder.finish().expect("there is memory")
}

fn header(size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_mode(0o644);
    header.set_size(size);
    header
}

fn tar(files: &[(String, &str)]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (path, text) in files {
        let mut header = header(text.len() as u64);
        builder.append_data(&mut header, path, text.as_bytes()).expect("there is memory");
    }
    builder.into_inner().expect("there is memory")
}

fn bzip2(contents: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(contents).expect("there is memory");
    encoder.finish().expect("there is memory")
}

fn xz(contents: &[u8]) -> Vec<u8> {
    let options = XzOptions::with_preset(1);
    let mut encoder = XzWriter::new(Vec::new(), options).expect("the options are right");
    encoder.write_all(contents).expect("there is memory");
    encoder.finish().expect("there is memory")
}

fn zip(files: &[(String, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in files {
        writer.start_file(path, SimpleFileOptions::default()).expect("there is memory");
        writer.write_all(text.as_bytes()).expect("there is memory");
    }
    writer.finish().expect("there is memory").into_inner()
}
