//! `--migrate`: lets migrate-to-uv convert the requirements of another tool to `[project]`.

use std::fs;
use std::path::Path;

use pep508_rs::PackageName;
use toml::Table;
use uvnix::text::printable::spelled_out;

use super::error::{AdoptError, MIGRATION};
use crate::commands::uv::{Uv, UvError};
use crate::console::tell;

/// Converts the project in a folder, which is a copy. `name` is that of a project that has none yet.
pub(super) fn migrate(
    uv: &Uv,
    folder: &Path,
    name: &str,
) -> Result<Result<(), AdoptError>, UvError> {
    let arguments = ["tool", "run"].into_iter().chain(MIGRATION.split(' '));
    if let Err(message) = uv.run(folder, &Vec::from_iter(arguments))? {
        return Ok(Err(AdoptError::NotMigrated(message)));
    }
    let path = folder.join("pyproject.toml");
    let named = fs::read_to_string(&path).and_then(|text| match with_name(&text, name) {
        Some((text, name)) => {
            tell(format_args!("note: the project gets the name `{name}` in pyproject.toml"));
            fs::write(&path, text)
        }
        None => Ok(()),
    });
    Ok(named.map_err(|cause| AdoptError::NotMigrated(spelled_out(&cause.to_string()))))
}

/// Neither Pipfile nor requirements.txt name the project, and migrate-to-uv leaves its name empty.
fn with_name(text: &str, folder: &str) -> Option<(String, String)> {
    let table: Table = text.parse().ok()?;
    let is_nameless = table.get("project")?.get("name")?.as_str() == Some("");
    let letters = folder.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' });
    let name = String::from_iter(letters);
    let name = PackageName::new(name.trim_matches('-').to_owned()).ok();
    let name = name
        .filter(|name| !name.as_ref().is_empty())
        .map_or_else(|| "app".to_owned(), |name| name.to_string());
    let line = format!("name = \"{name}\"");
    is_nameless.then(|| (text.replacen("name = \"\"", &line, 1), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_without_a_name_gets_that_of_its_folder() {
        let named = |text: &str, folder: &str| with_name(text, folder).map(|(text, _)| text);
        let text = "[project]\nname = \"\"\nversion = \"0.0.1\"\n";
        assert_eq!(named(text, "My app.").unwrap(), text.replace("\"\"", "\"my-app\""));
        assert_eq!(named(text, "…").unwrap(), text.replace("\"\"", "\"app\""));
        assert_eq!(named("[project]\nname = \"a\"\n", "b"), None);
        assert_eq!(named("[tool]\nname = \"\"\n", "b"), None);
    }
}
