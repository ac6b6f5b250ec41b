//! What an sdist needs when it is installed, as far as its files say it for certain.
//!
//! uv asks the build backend for the rest, which runs code of the package; uvnix does not.

use std::io::{Read, Seek};

use serde::{Deserialize, Serialize};

use super::archive::{ArchiveError, texts_in_archive};

/// The dependencies of an sdist, as its `METADATA` will have them.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SdistMetadata {
    /// `Requires-Dist`.
    pub requires: Vec<String>,
    /// `Requires-Python`.
    pub requires_python: Option<String>,
    /// `Provides-Extra`.
    pub extras: Vec<String>,
}

/// Reads the metadata of an sdist from an archive with the file name `filename`; `None` if its backend
/// computes them.
///
/// # Errors
/// As [`build_files_in_archive`](super::build_files_in_archive).
pub fn metadata_in_archive(
    archive: impl Read + Seek,
    filename: &str,
) -> Result<Option<SdistMetadata>, ArchiveError> {
    let [pkg_info, pyproject] =
        texts_in_archive(archive, filename, ["PKG-INFO", "pyproject.toml"])?;
    let from_pkg_info = pkg_info.as_deref().and_then(SdistMetadata::in_pkg_info);
    Ok(from_pkg_info.or_else(|| SdistMetadata::in_pyproject(pyproject.as_deref()?)))
}

impl SdistMetadata {
    /// A field of a `PKG-INFO` is final from version 2.2 on, unless `Dynamic` names it:
    /// <https://packaging.python.org/en/latest/specifications/core-metadata/#dynamic-multiple-use>.
    fn in_pkg_info(text: &str) -> Option<Self> {
        let values = |name| values(text, name).map(str::to_owned);
        let version = values("Metadata-Version").next()?;
        let (major, minor) = version.split_once('.')?;
        let version: (u32, u32) = (major.parse().ok()?, minor.parse().ok()?);
        let needed = ["requires-dist", "requires-python", "provides-extra"];
        let is_needed = |field: String| needed.contains(&field.to_ascii_lowercase().as_str());
        if version < (2, 2) || values("Dynamic").any(is_needed) {
            return None;
        }
        Some(Self {
            requires: values("Requires-Dist").collect(),
            requires_python: values("Requires-Python").next(),
            extras: values("Provides-Extra").collect(),
        })
    }

    /// A field of `[project]` is final unless `dynamic` names it:
    /// <https://packaging.python.org/en/latest/specifications/pyproject-toml/#dynamic>.
    fn in_pyproject(text: &str) -> Option<Self> {
        let project = toml::from_str::<Wire>(text).ok()?.project?;
        let needed = ["dependencies", "optional-dependencies", "requires-python"];
        if project.dynamic.iter().any(|field| needed.contains(&field.as_str())) {
            return None;
        }
        let extras = Vec::from_iter(project.optional_dependencies.keys().cloned());
        let of_extras = project
            .optional_dependencies
            .iter()
            .flat_map(|(extra, requires)| requires.iter().map(move |text| with_extra(text, extra)));
        let requires = project.dependencies.into_iter().chain(of_extras).collect();
        Some(Self { requires, requires_python: project.requires_python, extras })
    }
}

/// The values of a field in the core metadata of a package.
///
/// The fields end at the first empty line; lines that start with a space continue a field.
pub(super) fn values<'t>(text: &'t str, name: &'static str) -> impl Iterator<Item = &'t str> {
    let headers = text.lines().take_while(|line| !line.trim().is_empty());
    let fields = headers.filter(|line| !line.starts_with([' ', '\t']));
    let fields = fields.filter_map(|line| line.split_once(':'));
    let of_name = fields.filter(move |(key, _)| key.eq_ignore_ascii_case(name));
    of_name.map(|(_, value)| value.trim())
}

/// A requirement that holds for an extra only.
fn with_extra(requirement: &str, extra: &str) -> String {
    match requirement.split_once(';') {
        Some((start, marker)) => format!("{start}; ({}) and extra == '{extra}'", marker.trim()),
        None => format!("{requirement} ; extra == '{extra}'"),
    }
}

#[derive(Deserialize)]
struct Wire {
    project: Option<ProjectWire>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct ProjectWire {
    #[serde(default)]
    dynamic: Vec<String>,
    #[serde(default)]
    dependencies: Vec<String>,
    #[serde(default)]
    optional_dependencies: std::collections::BTreeMap<String, Vec<String>>,
    requires_python: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_a_pkg_info_are_final_unless_it_calls_them_dynamic() {
        let text = "Metadata-Version: 2.2\nName: a\nDynamic: license\nRequires-Python: >=3.8\n\
                    Provides-Extra: x\nRequires-Dist: b>=1; extra == 'x'\nRequires-Dist: c\n\n\
                    Requires-Dist: in-the-description\n";
        let metadata = SdistMetadata::in_pkg_info(text).unwrap();
        assert_eq!(metadata.requires, ["b>=1; extra == 'x'", "c"]);
        assert_eq!(metadata.requires_python.as_deref(), Some(">=3.8"));
        assert_eq!(metadata.extras, ["x"]);
        for (from, to) in [("2.2", "2.1"), ("2.2", "new"), ("license", "Requires-Dist")] {
            assert_eq!(SdistMetadata::in_pkg_info(&text.replace(from, to)), None, "{to}");
        }
    }

    #[test]
    fn the_fields_of_a_pyproject_are_final_unless_it_calls_them_dynamic() {
        let text = "[project]\nname = 'a'\ndynamic = ['version']\ndependencies = ['b; c']\n\
                    [project.optional-dependencies]\nx = ['d', \"e ; os_name == 'nt'\"]";
        let metadata = SdistMetadata::in_pyproject(text).unwrap();
        let expected = ["b; c", "d ; extra == 'x'", "e ; (os_name == 'nt') and extra == 'x'"];
        assert_eq!(metadata.requires, expected);
        assert_eq!(metadata.extras, ["x"]);
        assert_eq!(SdistMetadata::in_pyproject(&text.replace("version", "dependencies")), None);
        assert_eq!(SdistMetadata::in_pyproject("[build-system]\nrequires = []"), None);
    }
}
