//! Files that are written whole or not at all, so that none is ever seen half-written.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::paths::folder_of;

/// Writes a file in the place of the one that may be there, with that one's permissions.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let file = beside(path, text)?;
    if let Ok(metadata) = fs::metadata(path) {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.persist(path)?;
    Ok(())
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

fn beside(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut file = nameless(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}
