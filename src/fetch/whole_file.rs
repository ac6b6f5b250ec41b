//! Writes files atomically: whole, or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes a file. If it exists, its permissions are kept. If it is a symbolic link, the target is replaced,
/// not the link.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let place = destination(path);
    let file = beside(&place, text)?;
    if let Ok(metadata) = fs::metadata(&place) {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.persist(place)?;
    Ok(())
}

/// The target of a path, through symbolic links; it may not exist.
fn destination(path: &Path) -> PathBuf {
    match (fs::canonicalize(path), fs::read_link(path)) {
        (Ok(place), _) => place,
        (Err(_), Ok(target)) => folder_of(path).join(target),
        (Err(_), Err(_)) => path.to_owned(),
    }
}

/// Writes a file; fails if it exists.
pub fn make(path: &Path, text: &str) -> io::Result<()> {
    beside(path, text)?.persist_noclobber(path)?;
    Ok(())
}

/// A temporary file in a folder, with the usual permissions of a new file.
pub fn nameless(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".uvnix-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The umask of the user reduces them.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder).map_err(|cause| {
        // The name of the temporary file means nothing to the user.
        let text = cause.to_string();
        let text = text.split(" at path ").next().unwrap_or_default();
        io::Error::new(cause.kind(), text)
    })
}

/// The folder that contains a file.
pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn beside(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = nameless(folder_of(path))?;
    // Errors of the inner file do not name the temporary file.
    file.as_file_mut().write_all(text.as_bytes())?;
    Ok(file)
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
    fn a_symbolic_link_is_kept_whether_its_target_exists_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        symlink("target", &link).unwrap();
        for text in ["first", "second"] {
            replace(&link, text).unwrap();
            assert!(link.is_symlink());
            assert_eq!(fs::read_to_string(folder.path().join("target")).unwrap(), text);
        }
    }
}
