//! Files that are written whole or not at all, so that none is ever seen half-written.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes a file in the place of the one that may be there, with that one's permissions. What a link leads
/// to is replaced, not the link.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let place = destination(path);
    let file = beside(&place, text)?;
    if let Ok(metadata) = fs::metadata(&place) {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.persist(place)?;
    Ok(())
}

/// Where a path leads, through links, also to what is not there.
fn destination(path: &Path) -> PathBuf {
    match (fs::canonicalize(path), fs::read_link(path)) {
        (Ok(place), _) => place,
        (Err(_), Ok(target)) => folder_of(path).join(target),
        (Err(_), Err(_)) => path.to_owned(),
    }
}

/// Writes a file, and never over another.
pub fn make(path: &Path, text: &str) -> io::Result<()> {
    beside(path, text)?.persist_noclobber(path)?;
    Ok(())
}

/// A file without a name of its own in a folder, with the permissions of any other that is made.
pub fn nameless(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".uvnix-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The user's umask takes away from it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder).map_err(|cause| {
        // Its name means nothing to whoever reads the error.
        let text = cause.to_string();
        let text = text.split(" at path ").next().unwrap_or_default();
        io::Error::new(cause.kind(), text)
    })
}

/// The folder that a file lies in.
pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn beside(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = nameless(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn the_working_folder_has_a_name() {
        assert_eq!(folder_of(Path::new("uv.lock")), Path::new("."));
        assert_eq!(folder_of(Path::new("api/uv.lock")), Path::new("api"));
    }

    #[test]
    fn a_link_stays_one_whether_it_leads_to_a_file_or_not() {
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
