//! Temporary folders in which uv locks projects.

use std::fs;
use std::io;

use tempfile::TempDir;

use crate::fetch::temporary;

/// A temporary folder that keeps uv from the settings and workspaces in the folders above, which may be those of
/// other users. It is deleted when it is dropped.
pub(crate) fn folder() -> io::Result<TempDir> {
    let top = temporary::folder()?;
    fs::write(top.path().join("uv.toml"), "")?;
    fs::write(top.path().join("pyproject.toml"), "[tool.uv.workspace]\nmembers = []\n")?;
    Ok(top)
}
