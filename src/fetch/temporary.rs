//! Temporary folders, and those that killed processes left behind: a checkout may have gigabytes.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use tempfile::{Builder, TempDir};

/// The start of the name of each folder.
const PREFIX: &str = "uvnix-";
/// The number of random letters and digits after it.
const RANDOM: usize = 6;
/// The age from which no process uses a folder any more: all that is done in one has a limit of some hours.
const OLD: Duration = Duration::from_secs(24 * 60 * 60);

/// A new folder, which is deleted when it is dropped. The first one of a process also deletes those that earlier
/// processes left.
pub(crate) fn folder() -> io::Result<TempDir> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| remove_left(&env::temp_dir()));
    Builder::new().prefix(PREFIX).rand_bytes(RANDOM).tempdir()
}

/// Deletes the old temporary folders of this user. Errors are ignored: another process may do the same.
fn remove_left(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        // A symbolic link is no folder here.
        let is_left = |it: &Metadata| it.is_dir() && is_own(it) && is_old(it);
        if is_temporary(&entry.file_name()) && entry.metadata().is_ok_and(|it| is_left(&it)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_temporary(name: &OsStr) -> bool {
    let random = name.to_str().and_then(|name| name.strip_prefix(PREFIX));
    random.is_some_and(|it| it.len() == RANDOM && it.bytes().all(|it| it.is_ascii_alphanumeric()))
}

fn is_old(folder: &Metadata) -> bool {
    let age = folder.modified().ok().and_then(|written| written.elapsed().ok());
    age.is_some_and(|age| age >= OLD)
}

/// Whether a folder belongs to this user.
#[cfg(unix)]
fn is_own(folder: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    folder.uid() == rustix::process::geteuid().as_raw()
}

/// Elsewhere, temporary folders are in the folder of the user.
#[cfg(not(unix))]
const fn is_own(_: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn only_old_folders_of_uvnix_are_deleted() {
        let parent = tempfile::tempdir().unwrap();
        let names = ["uvnix-aB3dE6", "uvnix-notes", "uvnix-aB3dE6.d", "other-aB3dE6"];
        for name in names {
            let folder = parent.path().join(name);
            fs::create_dir_all(folder.join("git")).unwrap();
            let old = SystemTime::now() - 2 * OLD;
            File::open(folder).unwrap().set_modified(old).unwrap();
        }
        let new = parent.path().join("uvnix-aB3dE7");
        fs::create_dir(&new).unwrap();
        remove_left(parent.path());
        assert!(!parent.path().join(names[0]).exists() && new.exists());
        assert!(names[1..].iter().all(|name| parent.path().join(name).exists()));
    }
}
