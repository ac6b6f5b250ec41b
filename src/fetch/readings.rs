//! What was read in archives, kept so that an archive need not be downloaded or unpacked again to tell.
//!
//! A reading is kept under the hash of its archive in the lock, by the version of the code that read it. Unlike a
//! file of the cache, it cannot be compared with that hash: therefore only readings that no other user can write
//! are used.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use uvnix::facts::READER;
use uvnix::lock::Hash;

use super::leftover;
use super::whole_file::nameless;

/// The readings of this version of the reader.
pub(crate) struct Readings {
    folder: PathBuf,
}

/// What is asked about an archive.
#[derive(Clone, Copy)]
pub(crate) struct Question<'q> {
    /// The hash of the archive in the lock.
    pub hash: &'q Hash,
    /// Its file name, which says how to read it.
    pub filename: &'q str,
    /// The part of it that is read.
    pub part: &'q str,
}

impl Readings {
    /// The readings in the folder of a cache.
    pub(super) fn new(cache: &Path) -> Self {
        let folder = cache.join("readings").join(format!("{READER:016x}"));
        leftover::remove_from(&folder);
        Self { folder }
    }

    /// The answer that was kept; `None` if there is none that can be used.
    pub(crate) fn recall<T: DeserializeOwned>(&self, question: &Question) -> Option<T> {
        if !is_private(&self.folder) {
            return None;
        }
        let text = fs::read_to_string(self.place(question)).ok()?;
        let (digest, answer) = text.split_once('\n')?;
        if digest != checksum(question, answer) {
            // A power failure cut it off.
            return None;
        }
        serde_json::from_str(answer).ok()
    }

    /// Keeps an answer. An error costs only time: the archive is read again.
    pub(crate) fn keep(&self, question: &Question, answer: &impl Serialize) {
        let Ok(answer) = serde_json::to_string(answer) else { return };
        let text = format!("{}\n{answer}", checksum(question, &answer));
        let _ = self.write(&self.place(question), &text);
    }

    fn write(&self, path: &Path, text: &str) -> io::Result<()> {
        if !self.folder.exists() {
            make_private(&self.folder)?;
            self.remove_others();
        }
        let mut file = nameless(&self.folder)?;
        file.as_file_mut().write_all(text.as_bytes())?;
        file.persist(path)?;
        Ok(())
    }

    /// Deletes the readings of other versions of the reader, which this one never uses.
    fn remove_others(&self) {
        let beside = self.folder.parent().map(fs::read_dir);
        for entry in beside.into_iter().flatten().flatten().flatten() {
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder && entry.path() != self.folder {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    fn place(&self, question: &Question) -> PathBuf {
        self.folder.join(checksum(question, ""))
    }
}

/// The SHA-256 of a question and an answer.
fn checksum(Question { hash, filename, part }: &Question, answer: &str) -> String {
    let mut digest = Sha256::new();
    for text in [hash.algorithm().name(), hash.digits(), filename, part, answer] {
        digest.update((text.len() as u64).to_le_bytes());
        digest.update(text);
    }
    hex::encode(digest.finalize())
}

/// Makes a folder that other users cannot write.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Whether a folder belongs to this user, and no other can write it.
#[cfg(unix)]
fn is_private(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    fs::symlink_metadata(folder)
        .is_ok_and(|it| it.is_dir() && it.uid() == user && it.mode() & 0o022 == 0)
}

/// Elsewhere, the folder of the user protects it.
#[cfg(not(unix))]
fn is_private(folder: &Path) -> bool {
    folder.is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "read";

    fn hash(digit: char) -> Hash {
        format!("sha256:{}", digit.to_string().repeat(64)).parse().unwrap()
    }

    #[test]
    fn an_answer_is_that_of_its_archive_and_its_question_only() {
        let cache = tempfile::tempdir().unwrap();
        let readings = Readings::new(cache.path());
        let (known, other) = (&hash('a'), &hash('b'));
        let question = Question { hash: known, filename: "a-1.0.zip", part: "libraries" };
        readings.keep(&question, &ANSWER);
        let recall = |question: &Question| readings.recall::<String>(question);
        assert_eq!(recall(&question).as_deref(), Some(ANSWER));
        for other in [
            Question { hash: other, ..question },
            Question { filename: "a-1.0.tar", ..question },
            Question { part: "build files of .", ..question },
        ] {
            assert_eq!(recall(&other), None, "{}", other.part);
            fs::copy(readings.place(&question), readings.place(&other)).unwrap();
            assert_eq!(recall(&other), None, "{}", other.part);
        }
        assert_eq!(readings.recall::<Vec<String>>(&question), None);
    }

    #[test]
    fn the_first_answer_of_a_reader_deletes_those_of_others() {
        let cache = tempfile::tempdir().unwrap();
        let older = Readings { folder: cache.path().join("readings/0") };
        let question = Question { hash: &hash('a'), filename: "a-1.0.zip", part: "libraries" };
        older.keep(&question, &ANSWER);
        assert_eq!(older.recall::<String>(&question).as_deref(), Some(ANSWER));
        let readings = Readings::new(cache.path());
        readings.keep(&question, &ANSWER);
        assert_eq!(readings.recall::<String>(&question).as_deref(), Some(ANSWER));
        let folders = fs::read_dir(cache.path().join("readings")).unwrap();
        let folders = folders.map(|entry| entry.unwrap().path());
        assert_eq!(Vec::from_iter(folders), [readings.folder]);
    }

    #[test]
    fn an_answer_that_is_cut_off_or_of_another_reader_is_none() {
        let cache = tempfile::tempdir().unwrap();
        let readings = Readings::new(cache.path());
        let question = Question { hash: &hash('a'), filename: "a-1.0.zip", part: "libraries" };
        readings.keep(&question, &ANSWER);
        let older = Readings { folder: cache.path().join("readings/0") };
        assert_eq!(older.recall::<String>(&question), None);
        let text = fs::read(readings.place(&question)).unwrap();
        for length in 0..text.len() {
            fs::write(readings.place(&question), &text[..length]).unwrap();
            assert_eq!(readings.recall::<String>(&question), None, "{length}");
        }
    }
}
