//! Lock files of other tools next to a lock file of uv that has no packages.

use std::path::Path;

/// The lock files, each with the tool that writes it.
const FOREIGN: [(&str, &str); 5] = [
    ("poetry.lock", "Poetry"),
    ("pdm.lock", "PDM"),
    ("Pipfile.lock", "Pipenv"),
    ("pylock.toml", "another tool"),
    ("requirements.txt", "pip"),
];

/// What to do about a lock file without packages in a folder.
pub(crate) fn advice(folder: &Path) -> String {
    match FOREIGN.iter().find(|(name, _)| folder.join(name).is_file()) {
        Some((name, tool)) => format!(
            "the dependencies are in {name}, which is the lock file of {tool}. Move them to [project] in \
             pyproject.toml, for example with `uvx migrate-to-uv`, and run `uv lock`"
        ),
        None => "add a [project] table to pyproject.toml, or dependencies with `uv add`, and run `uv lock`"
            .to_owned(),
    }
}
