//! The `pyproject.toml` of a tool.

use std::fmt::Write;
use std::path::Path;

use pep508_rs::PackageName;
use toml::{Table, Value};
use uvnix::environment::{Implementation, Python, nixpkgs};
use uvnix::project::BuildRequirement;

use crate::cli::ToolIndex;
use crate::fetch::plain_file;

/// The name of the project, by which the folder of a tool is recognized. A project cannot have the name of a
/// package that it depends on.
const PROJECT: &str = "uvnix-tool";

/// The requirements of a tool.
pub(super) struct Requirements {
    pub python: Python,
    /// The requirements; the first is the package with the programs.
    pub list: Vec<String>,
    /// The indexes besides those of the user.
    pub indexes: Vec<ToolIndex>,
}

impl Requirements {
    /// The requirements of the tool in a folder; `None` if there is none.
    pub(super) fn in_folder(folder: &Path) -> Option<Vec<String>> {
        let text = plain_file::read_to_string(&folder.join("pyproject.toml")).ok()?;
        Self::list_in(&text)
    }

    /// The requirements in the text of a `pyproject.toml` of a tool.
    pub(super) fn list_in(text: &str) -> Option<Vec<String>> {
        let table: Table = text.parse().ok()?;
        let project = table.get("project")?;
        let is_tool = project.get("name")?.as_str() == Some(PROJECT);
        let list = project.get("dependencies").and_then(Value::as_array).into_iter().flatten();
        let list = list.filter_map(|it| it.as_str().map(str::to_owned));
        is_tool.then(|| list.collect())
    }

    /// The name of the package with the programs.
    pub(super) fn name(&self) -> Option<PackageName> {
        Some(self.list.first()?.parse::<BuildRequirement>().ok()?.name)
    }

    /// The text of the file. It is for one Python, like a program.
    pub(super) fn text(&self) -> String {
        let Self { python, list, indexes } = self;
        let mut text = format!(
            "# The first dependency is the package with the programs. After changes, run `uvnix tool upgrade`.\n\
             [project]\nname = \"{PROJECT}\"\nversion = \"0\"\nrequires-python = \"==3.{}.*\"\ndependencies = [\n",
            python.minor
        );
        for requirement in list {
            let _ = writeln!(text, "    {},", Value::String(requirement.clone()));
        }
        text += "]\n\n[tool.uv]\npackage = false\n";
        for ToolIndex { name, url } in indexes {
            text += "\n[[tool.uv.index]]\n";
            let name = name.as_ref().map(|name| ("name", name));
            for (key, value) in name.into_iter().chain([("url", url)]) {
                let _ = writeln!(text, "{key} = {}", Value::String(value.clone()));
            }
        }
        if python.implementation != Implementation::CPython || !nixpkgs::has(*python) {
            let _ =
                write!(text, "\n[tool.uvnix.environments]\npython = [\"{}\"]\n", python.version());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_requirements_are_read_as_they_were_written() {
        let list = vec!["black[d]==24.1".to_owned(), "isort".to_owned()];
        for (python, is_named) in [("3.13", false), ("3.13t", true), ("3.10", true)] {
            let python = python.parse().unwrap();
            let requirements = Requirements { python, list: list.clone(), indexes: vec![] };
            let text = requirements.text();
            assert_eq!(Requirements::list_in(&text).unwrap(), list);
            assert_eq!(requirements.name().unwrap().as_ref(), "black");
            assert_eq!(text.contains("[tool.uvnix.environments]"), is_named, "{text}");
        }
        assert_eq!(Requirements::list_in("[project]\nname = 'other'\n"), None);
    }
}
