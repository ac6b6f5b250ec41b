//! A lock file of another tool next to a lock file of uv that has no packages.

use std::path::Path;

use uvnix::lock::foreign::Tool;

/// The lock file of another tool in a folder.
pub(crate) fn beside(folder: &Path) -> Option<&'static str> {
    Tool::ALL.map(Tool::file_name).into_iter().find(|name| folder.join(name).is_file())
}

/// What to do about a lock file without packages in a folder.
pub(crate) fn advice(folder: &Path) -> String {
    match beside(folder) {
        Some(name) => format!(
            "the dependencies are in {name}, the lock file of another tool. To move its locked versions to uv, delete \
             uv.lock, and run `uvnix adopt --migrate {name}`"
        ),
        None => {
            "add a [project] table to pyproject.toml, or dependencies with `uv add`, and run `uv lock`".to_owned()
        }
    }
}
