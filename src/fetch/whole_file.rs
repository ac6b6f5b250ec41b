//! Writes files atomically and durably: whole, or not at all, also if the power fails.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::leftover;

/// Writes a file. If it exists, its permissions are kept. A symbolic link is replaced, not its target.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let file = beside(path, text)?;
    if let Ok(metadata) = fs::symlink_metadata(path)
        && metadata.is_file()
    {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.persist(path)?;
    sync(folder_of(path))
}

/// Writes a file; fails if it exists.
pub(crate) fn make(path: &Path, text: &str) -> io::Result<()> {
    beside(path, text)?.persist_noclobber(path)?;
    sync(folder_of(path))
}

/// Deletes a file.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)?;
    sync(folder_of(path))
}

/// A temporary file in a folder, with the usual permissions of a new file. It is locked, so that other
/// processes see that it is in use.
pub(crate) fn nameless(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(leftover::PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The umask of the user reduces them.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder).map_err(|cause| {
        // The name of the temporary file means nothing to the user.
        let text = cause.to_string();
        let text = text.split(" at path ").next().unwrap_or_default();
        io::Error::new(cause.kind(), text)
    })?;
    // A file system without locks loses only the early deletion of leftovers.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// The folder that contains a file.
pub(crate) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// A complete temporary file on the disk, next to `path`.
fn beside(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = folder_of(path);
    leftover::remove_from(folder);
    let mut file = nameless(folder)?;
    // Errors of the inner file do not name the temporary file.
    file.as_file_mut().write_all(text.as_bytes())?;
    // Without it, a power failure after the renaming can leave an empty file.
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes the names in a folder durable.
#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        // Some network file systems cannot do that.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        done => done,
    }
}

/// Only Unix opens folders; other systems write names at once.
#[cfg(not(unix))]
fn sync(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn the_folder_of_a_bare_name_is_a_dot() {
        assert_eq!(folder_of(Path::new("uv.lock")), Path::new("."));
        assert_eq!(folder_of(Path::new("api/uv.lock")), Path::new("api"));
    }

    #[test]
    fn a_symbolic_link_is_replaced_and_its_target_is_not_touched() {
        let folder = tempfile::tempdir().unwrap();
        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        fs::write(&target, "before").unwrap();
        symlink("target", &link).unwrap();
        replace(&link, "after").unwrap();
        assert!(!link.is_symlink());
        assert_eq!(fs::read_to_string(&link).unwrap(), "after");
        assert_eq!(fs::read_to_string(&target).unwrap(), "before");
        assert!(make(&link, "again").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
