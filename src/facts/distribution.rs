//! What a package says about itself: its programs, its description and its licenses.
//!
//! <https://packaging.python.org/en/latest/specifications/core-metadata/>,
//! <https://packaging.python.org/en/latest/specifications/entry-points/>

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use toml::{Table, Value};
use zip::ZipArchive;
use zip::result::ZipError;

use super::LARGEST_TEXT;
use super::license::{identifiers, licenses};
use super::metadata::values;
use crate::project::{Meta, homepage, main_program};
use crate::text::printable::{is_obeyed, spelled_out};

/// What a package says about itself.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// Its `meta`, except the licenses.
    pub meta: Meta,
    /// The SPDX identifiers of its licenses, as far as that is certain.
    pub licenses: Vec<String>,
    /// Its programs; `None` if they are known only once it is built.
    pub programs: Option<BTreeSet<String>>,
}

impl Distribution {
    /// Reads a wheel.
    ///
    /// # Errors
    /// If the archive cannot be read, as a sentence.
    pub fn of_wheel(archive: impl Read + Seek) -> Result<Self, String> {
        let mut archive = ZipArchive::new(archive).map_err(|error| describe(&error))?;
        let names = archive.file_names().filter_map(Result::ok);
        let paths = Vec::from_iter(names.map(std::borrow::Cow::into_owned));
        let metadata = text_in(&mut archive, &paths, "METADATA")?;
        let entry_points = text_in(&mut archive, &paths, "entry_points.txt")?;
        let scripts = paths.iter().filter_map(|path| {
            let (_, name) = path.split_once(".data/scripts/")?;
            (!name.is_empty() && !name.contains('/')).then(|| name.to_owned())
        });
        let programs = entry_points.as_deref().unwrap_or_default();
        let programs = entries(programs).map(str::to_owned).chain(scripts).collect();
        Ok(Self::of(&metadata.unwrap_or_default(), Some(programs)))
    }

    /// The same from files of a source tree: `PKG-INFO`, which only sdists have, and `pyproject.toml`.
    #[must_use]
    pub fn of_source(pkg_info: Option<&str>, pyproject: Option<&str>) -> Self {
        let table = pyproject.and_then(|text| text.parse::<Table>().ok()).unwrap_or_default();
        let project = table.get("project").and_then(Value::as_table);
        let poetry = table.get("tool").and_then(|tool| tool.get("poetry")?.as_table());
        let scripts = [project, poetry].into_iter().flatten();
        let scripts = scripts.filter_map(|table| table.get("scripts")?.as_table());
        let programs = BTreeSet::from_iter(scripts.flat_map(Table::keys).cloned());
        // Without scripts there, another file may state them.
        let programs = Some(programs).filter(|programs| !programs.is_empty());
        if let Some(metadata) = pkg_info {
            return Self::of(metadata, programs);
        }
        let field = |table: &Table, key: &str| Some(table.get(key)?.as_str()?.to_owned());
        let of_project = |key| project.or(poetry).and_then(|table| field(table, key));
        let urls = project.and_then(|table| table.get("urls")?.as_table()).into_iter().flatten();
        let urls = urls.filter_map(|(label, url)| Some((label.as_str(), url.as_str()?)));
        let own = programs.iter().flatten().map(String::as_str);
        let meta = Meta {
            main_program: main_program(of_project("name").as_deref(), own),
            description: of_project("description"),
            homepage: homepage(urls).or_else(|| field(poetry?, "homepage")),
            license: None,
        };
        let license = of_project("license").unwrap_or_default();
        Self { meta: meta.readable(), licenses: identifiers(&license), programs }
    }

    fn of(metadata: &str, programs: Option<BTreeSet<String>>) -> Self {
        let first = |name| values(metadata, name).next();
        let is_stated = |text: &&str| !text.is_empty() && *text != "UNKNOWN";
        let urls = values(metadata, "Project-URL").filter_map(|text| text.split_once(','));
        let urls = urls.map(|(label, url)| (label, url.trim()));
        let page = first("Home-page").filter(is_stated).map(str::to_owned);
        let own = programs.iter().flatten().map(String::as_str);
        let meta = Meta {
            main_program: main_program(first("Name"), own),
            description: first("Summary").filter(is_stated).map(str::to_owned),
            homepage: homepage(urls).or(page),
            license: None,
        };
        Self { meta: meta.readable(), licenses: licenses(metadata), programs }
    }
}

/// The names of the programs in an `entry_points.txt`.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    let mut is_about_programs = false;
    text.lines().map(str::trim).filter_map(move |line| {
        if line.starts_with('[') {
            is_about_programs = ["[console_scripts]", "[gui_scripts]"].contains(&line);
        }
        let (name, _) = line.split_once('=').filter(|_| is_about_programs)?;
        let name = name.trim();
        (!name.is_empty() && !name.starts_with(['#', ';']) && !name.contains(is_obeyed))
            .then_some(name)
    })
}

/// The start of a file in the `.dist-info` of a wheel, if it is there.
fn text_in(
    archive: &mut ZipArchive<impl Read + Seek>,
    paths: &[String],
    file: &str,
) -> Result<Option<String>, String> {
    let is_it = |path: &&String| {
        path.split_once('/')
            .is_some_and(|(folder, rest)| folder.ends_with(".dist-info") && rest == file)
    };
    let Some(path) = paths.iter().find(is_it) else { return Ok(None) };
    let entry = archive.by_name(path).map_err(|error| describe(&error))?;
    let mut bytes = Vec::new();
    entry.take(LARGEST_TEXT).read_to_end(&mut bytes).map_err(|error| describe(&error.into()))?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

fn describe(error: &ZipError) -> String {
    spelled_out(&error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn wheel(files: &[(&str, &str)]) -> Distribution {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in files {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        Distribution::of_wheel(archive.finish().unwrap()).unwrap()
    }

    #[test]
    fn a_wheel_says_what_it_is_and_which_programs_it_has() {
        let metadata = "Metadata-Version: 2.4\nName: My_App\nSummary: A tool\nLicense-Expression: MIT\n\
                        Project-URL: Home-Page, https://app.example\n\nSummary: no\n";
        let entry_points = "[console_scripts]\nmy-app = my_app:main\n; old = a:b\n\n[gui_scripts]\n\
                            window=my_app:gui\n[others]\nplugin = my_app:plugin\n";
        let it = wheel(&[
            ("my_app/METADATA", "Summary: no"),
            ("my_app-1.dist-info/METADATA", metadata),
            ("my_app-1.dist-info/entry_points.txt", entry_points),
            ("my_app-1.data/scripts/helper.sh", ""),
        ]);
        let programs = Vec::from_iter(it.programs.unwrap());
        assert_eq!(programs, ["helper.sh", "my-app", "window"]);
        assert_eq!(it.meta.main_program.as_deref(), Some("my-app"));
        assert_eq!(it.meta.description.as_deref(), Some("A tool"));
        assert_eq!(it.meta.homepage.as_deref(), Some("https://app.example"));
        assert_eq!(it.licenses, ["MIT"]);
    }

    #[test]
    fn a_library_has_no_programs() {
        let it = wheel(&[("a-1.dist-info/METADATA", "Name: a\nSummary: UNKNOWN\n")]);
        assert_eq!(it, Distribution { programs: Some(BTreeSet::new()), ..Distribution::default() });
        assert!(Distribution::of_wheel(Cursor::new(b"no archive")).is_err());
    }

    #[test]
    fn a_source_tree_has_the_programs_of_its_pyproject() {
        let text = "[project]\nname = 'a'\ndescription = 'A tool'\nscripts = { run = 'a:b' }\n\
                    urls = { Homepage = 'https://a.example' }\n";
        let it = Distribution::of_source(None, Some(text));
        assert_eq!(it.meta.main_program.as_deref(), Some("run"));
        assert_eq!(it.meta.homepage.as_deref(), Some("https://a.example"));
        let it = Distribution::of_source(Some("Name: a\nSummary: Other\n"), Some(text));
        assert_eq!(it.meta.description.as_deref(), Some("Other"));
        let poetry = "[tool.poetry]\nname = 'a'\nscripts = { a = 'a:b', c = 'a:c' }\n";
        let it = Distribution::of_source(None, Some(poetry));
        assert_eq!(it.meta.main_program.as_deref(), Some("a"));
        assert_eq!(Distribution::of_source(None, Some("[project]\nname = 'a'\n")).programs, None);
    }
}
