//! The files that were fetched, each under its hash.
//!
//! A file is written beside its place and renamed when it is whole, so that neither a killed process nor
//! a second one at the same time leaves or sees half a file.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use tempfile::NamedTempFile;
use uvnix::lock::{Hash, HashAlgorithm};

use super::digest::{Digest, digest_of, is_same};
use super::whole_file::nameless;
use super::{FetchError, FetchedFile};

/// How long nobody has to have written to a file before it is taken for left behind.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder with `files/<algorithm>/<digits>`.
pub struct Cache {
    folder: PathBuf,
}

/// A file on its way into the cache.
pub struct Entry {
    folder: PathBuf,
    file: NamedTempFile,
    digest: Digest,
}

/// A file that is whole, and not yet believed.
pub struct Finished {
    /// Its hash by the algorithm that was asked for.
    pub hash: Hash,
    file: NamedTempFile,
    sha256: Hash,
}

impl Cache {
    /// The cache in this folder, which need not be there yet. What a killed process left is removed.
    pub fn new(folder: PathBuf) -> Self {
        let partial = fs::read_dir(folder.join("partial")).into_iter().flatten().flatten();
        for file in partial {
            let written = file.metadata().and_then(|metadata| metadata.modified());
            let age = written.ok().and_then(|written| written.elapsed().ok());
            if age.is_some_and(|age| age > ABANDONED) {
                // Another process may be at it too.
                let _ = fs::remove_file(file.path());
            }
        }
        Self { folder }
    }

    /// The file with this hash, if the cache has it. One that no longer has its hash is dropped.
    pub fn find(&self, hash: &Hash) -> Result<Option<FetchedFile>, FetchError> {
        let path = self.place(hash);
        let unusable = |cause| FetchError::Cache { path: path.clone(), cause };
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(unusable(cause)),
        };
        let (sha256, found) = digest_of(file, hash.algorithm()).map_err(unusable)?;
        if is_same(hash, &found) {
            return Ok(Some(FetchedFile { path, sha256 }));
        }
        match fs::remove_file(&path) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(unusable(cause)),
            _ => Ok(None),
        }
    }

    /// An empty file, whose hash will be computed by this algorithm or by SHA-256.
    pub fn begin(&self, algorithm: Option<HashAlgorithm>) -> Result<Entry, FetchError> {
        let folder = self.folder.join("partial");
        let file = fs::create_dir_all(&folder)
            .and_then(|()| nameless(&folder))
            .map_err(|cause| FetchError::Cache { path: folder.clone(), cause })?;
        let digest = Digest::new(algorithm.unwrap_or(HashAlgorithm::Sha256));
        Ok(Entry { folder, file, digest })
    }

    /// Gives a whole file its place.
    pub fn keep(&self, finished: Finished) -> Result<FetchedFile, FetchError> {
        let path = self.place(&finished.hash);
        let unusable = |cause| FetchError::Cache { path: path.clone(), cause };
        let folder = path.parent().expect("a place is inside a folder");
        fs::create_dir_all(folder).map_err(unusable)?;
        finished.file.persist(&path).map_err(|error| unusable(error.error))?;
        Ok(FetchedFile { path, sha256: finished.sha256 })
    }

    fn place(&self, hash: &Hash) -> PathBuf {
        let text = hash.as_ref().to_ascii_lowercase();
        let (algorithm, digits) = text.split_once(':').expect("a hash has a colon");
        self.folder.join("files").join(algorithm).join(digits)
    }
}

impl Entry {
    /// Adds bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), FetchError> {
        self.digest.update(bytes);
        let written = self.file.write_all(bytes);
        written.map_err(|cause| FetchError::Cache { path: self.folder.clone(), cause })
    }

    /// There are no more bytes.
    pub fn finish(self) -> Finished {
        let (sha256, hash) = self.digest.finish();
        Finished { hash, file: self.file, sha256 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(cache: &Cache, algorithm: HashAlgorithm, bytes: &[u8]) -> (Hash, FetchedFile) {
        let mut entry = cache.begin(Some(algorithm)).unwrap();
        entry.write(bytes).unwrap();
        let finished = entry.finish();
        (finished.hash.clone(), cache.keep(finished).unwrap())
    }

    #[test]
    fn what_was_left_behind_long_ago_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let partial = folder.path().join("partial");
        fs::create_dir_all(&partial).unwrap();
        for name in ["old", "new"] {
            fs::write(partial.join(name), "half").unwrap();
        }
        let long_ago = std::time::SystemTime::now() - 2 * ABANDONED;
        let old = File::options().write(true).open(partial.join("old")).unwrap();
        old.set_modified(long_ago).unwrap();
        Cache::new(folder.path().to_owned());
        assert!(!partial.join("old").exists() && partial.join("new").exists());
    }

    #[test]
    fn a_file_is_found_again_under_its_algorithm() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("new"));
        let (hash, kept) = keep(&cache, HashAlgorithm::Md5, b"abc");
        assert!(kept.path.ends_with("files/md5/900150983cd24fb0d6963f7d28e17f72"));
        assert!(kept.sha256.as_ref().starts_with("sha256:ba7816bf"));
        let capitals = hash.as_ref().to_ascii_uppercase().replace("MD5", "md5").parse().unwrap();
        assert_eq!(cache.find(&capitals).unwrap(), Some(kept));
    }

    #[test]
    fn a_file_that_has_changed_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().to_owned());
        let (hash, kept) = keep(&cache, HashAlgorithm::Sha256, b"abc");
        fs::write(&kept.path, b"abd").unwrap();
        assert_eq!(cache.find(&hash).unwrap(), None);
        assert!(!kept.path.exists());
    }

    #[test]
    fn what_is_not_kept_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().to_owned());
        let mut entry = cache.begin(None).unwrap();
        entry.write(b"abc").unwrap();
        drop(entry.finish());
        assert_eq!(fs::read_dir(folder.path().join("partial")).unwrap().count(), 0);
    }

    #[test]
    fn a_cache_that_cannot_be_is_named() {
        let file = NamedTempFile::new().unwrap();
        let Err(error) = Cache::new(file.path().to_owned()).begin(None) else {
            panic!("a file is no folder");
        };
        assert!(error.to_string().contains(&uvnix::text::printable::path(file.path())));
    }
}
