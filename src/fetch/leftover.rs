//! Deletes the temporary files of killed processes.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

/// The start of the name of each temporary file.
pub(super) const PREFIX: &str = ".uvnix-";
/// The number of random letters and digits after it.
const RANDOM: usize = 6;
/// The age before which a temporary file is kept: its process may not have locked it yet.
const NEW: Duration = Duration::from_secs(10);

/// Deletes the temporary files in a folder that no process has locked. Errors are ignored: another process may
/// do the same.
pub(super) fn remove_from(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_temporary(&entry.file_name()) && is_left(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_temporary(name: &OsStr) -> bool {
    let random = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
    random.is_some_and(|it| it.len() == RANDOM && it.bytes().all(|it| it.is_ascii_alphanumeric()))
}

/// Whether no process writes the file any more.
fn is_left(path: &Path) -> bool {
    let age = fs::metadata(path).and_then(|metadata| metadata.modified());
    let age = age.ok().and_then(|written| written.elapsed().ok());
    age.is_some_and(|age| age >= NEW) && File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::super::whole_file::nameless;
    use super::*;

    fn age(path: &Path) {
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - 2 * NEW).unwrap();
    }

    #[test]
    fn only_temporary_files_without_a_process_are_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let names = [".uvnix-aB3dE6", ".uvnix-notes", ".uvnix-aB3dE6.txt", "uv.nix"];
        for name in names {
            fs::write(folder.path().join(name), "half").unwrap();
            age(&folder.path().join(name));
        }
        fs::write(folder.path().join(".uvnix-aB3dE7"), "new").unwrap();
        let in_use = nameless(folder.path()).unwrap();
        age(in_use.path());
        remove_from(folder.path());
        assert!(!folder.path().join(names[0]).exists());
        assert!(names[1..].iter().all(|name| folder.path().join(name).exists()));
        assert!(folder.path().join(".uvnix-aB3dE7").exists() && in_use.path().exists());
    }
}
