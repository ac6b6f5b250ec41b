//! The cache of downloaded files, by hash.
//!
//! A file is written to `partial` and renamed when it is complete, so a killed process leaves no incomplete
//! file, and a second process sees none. Its hash is checked each time it is used, so it need not be synced.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use tempfile::NamedTempFile;
use uvnix::lock::{Hash, HashAlgorithm};

use super::digest::{Digest, digest_of};
use super::plain_file::{self, if_present};
use super::whole_file::nameless;
use super::{FetchError, FetchedFile, leftover};

/// A folder with `files/<algorithm>/<digits>`.
pub(super) struct Cache {
    folder: PathBuf,
}

/// A file that is being downloaded.
pub(super) struct Entry {
    folder: PathBuf,
    file: NamedTempFile,
    digest: Digest,
}

/// A complete file, whose hash is not checked yet.
pub(super) struct Finished {
    /// Its hash, by the algorithm passed to [`Cache::begin`].
    pub hash: Hash,
    file: NamedTempFile,
    sha256: Hash,
}

impl Cache {
    /// The cache in this folder, which may be missing. Deletes the partial files of killed processes.
    pub(super) fn new(folder: PathBuf) -> Self {
        leftover::remove_from(&folder.join("partial"));
        Self { folder }
    }

    /// The file with this hash, if the cache has it. A file with a wrong hash is deleted.
    pub(super) fn find(&self, hash: &Hash) -> Result<Option<FetchedFile>, FetchError> {
        let path = self.place(hash);
        let unusable = |cause| FetchError::Cache { path: path.clone(), cause };
        let Some(file) = if_present(plain_file::open(&path)).map_err(unusable)? else {
            return Ok(None);
        };
        let (sha256, found) = digest_of(file, hash.algorithm()).map_err(unusable)?;
        if *hash == found {
            return Ok(Some(FetchedFile { path, sha256 }));
        }
        if_present(fs::remove_file(&path)).map_err(unusable)?;
        Ok(None)
    }

    /// Begins a file, whose hash is computed by this algorithm, or else by SHA-256.
    pub(super) fn begin(&self, algorithm: Option<HashAlgorithm>) -> Result<Entry, FetchError> {
        let folder = self.folder.join("partial");
        let file = fs::create_dir_all(&folder)
            .and_then(|()| nameless(&folder))
            .map_err(|cause| FetchError::Cache { path: folder.clone(), cause })?;
        let digest = Digest::new(algorithm.unwrap_or(HashAlgorithm::Sha256));
        Ok(Entry { folder, file, digest })
    }

    /// Moves a complete file to its place in the cache.
    pub(super) fn keep(&self, finished: Finished) -> Result<FetchedFile, FetchError> {
        let path = self.place(&finished.hash);
        let unusable = |cause| FetchError::Cache { path: path.clone(), cause };
        let folder = path.parent().expect("a place is inside a folder");
        fs::create_dir_all(folder).map_err(unusable)?;
        finished.file.persist(&path).map_err(|error| unusable(error.error))?;
        Ok(FetchedFile { path, sha256: finished.sha256 })
    }

    fn place(&self, hash: &Hash) -> PathBuf {
        self.folder.join("files").join(hash.algorithm().name()).join(hash.digits())
    }
}

impl Entry {
    /// Appends bytes.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), FetchError> {
        self.digest.update(bytes);
        // Errors of the inner file do not name the temporary file.
        let written = self.file.as_file_mut().write_all(bytes);
        written.map_err(|cause| FetchError::Cache { path: self.folder.clone(), cause })
    }

    /// Completes the file and its hash.
    pub(super) fn finish(self) -> Finished {
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
    fn a_file_is_found_again_under_its_algorithm() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("new"));
        let (hash, kept) = keep(&cache, HashAlgorithm::Md5, b"abc");
        assert!(kept.path.ends_with("files/md5/900150983cd24fb0d6963f7d28e17f72"));
        assert!(kept.sha256.as_ref().starts_with("sha256:ba7816bf"));
        let capitals = hash.as_ref().to_ascii_uppercase().parse().unwrap();
        assert_eq!(cache.find(&capitals).unwrap(), Some(kept));
    }

    #[test]
    fn a_changed_file_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().to_owned());
        let (hash, kept) = keep(&cache, HashAlgorithm::Sha256, b"abc");
        fs::write(&kept.path, b"abd").unwrap();
        assert_eq!(cache.find(&hash).unwrap(), None);
        assert!(!kept.path.exists());
    }

    #[test]
    fn a_file_that_is_not_kept_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().to_owned());
        let mut entry = cache.begin(None).unwrap();
        entry.write(b"abc").unwrap();
        drop(entry.finish());
        assert_eq!(fs::read_dir(folder.path().join("partial")).unwrap().count(), 0);
    }

    #[test]
    fn the_error_of_an_unusable_cache_names_its_folder() {
        let file = NamedTempFile::new().unwrap();
        let Err(error) = Cache::new(file.path().to_owned()).begin(None) else {
            panic!("a file is not a folder");
        };
        assert!(error.to_string().contains(&uvnix::text::printable::path(file.path())));
    }
}
