//! The files of the user: `pyproject.toml` and scripts.
//!
//! Takes the texts of these files; gives the build system and default groups of each local package, and the
//! settings of `[tool.uvnix]` and `[tool.uv]` that change what is built.
//!
//! | file | open it for |
//! |---|---|
//! | `pyproject` | the text of a `pyproject.toml`, parsed; its errors |
//! | this one | a local package |
//! | `build_system` | the build requirements of a source tree, read from its files without running code |
//! | `declared` | what it requires, and its extras and groups |
//! | `ahead` | what it requires that the lock does not have |
//! | `meta` | its description of itself |
//! | `requirement` | one build requirement |
//! | [`settings`] | `[tool.uvnix]` and the part of `[tool.uv]` that matters |
//! | `sources` | `[tool.uv.sources]`: where uv takes a requirement from |
//! | [`source`] | the files of a local package that its build can need |
//! | [`script`] | the metadata in a script's first comment |
//! | `workspace` | a lock with all of these |

mod ahead;
mod build_system;
mod declared;
mod meta;
mod pyproject;
pub(crate) mod requirement;
pub mod script;
pub mod settings;
pub mod source;
mod sources;
mod workspace;

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use indexmap::{IndexMap, IndexSet};
use pep508_rs::{ExtraName, PackageName};
use serde::Deserialize;
use toml::Spanned;

pub use ahead::{Ahead, Unlocked, ahead};
use build_system::makes_modules;
pub use build_system::{BuildFiles, BuildSystem, FoundIn, Preparation, RepositoryUse, needs_rust};
pub use meta::{Meta, homepage, main_program};
pub use pyproject::{Pyproject, PyprojectError};
pub use requirement::BuildRequirement;
pub use sources::{IndexSource, RequirementSource, Sources};
pub use workspace::{Beside, Workspace, WorkspaceError};

use crate::lock::marker::Marker;
use crate::lock::{PackageId, PackageVersion, RelativePath};
use declared::Declared;

/// The projects of a lock's local packages, as far as they have a `pyproject.toml`.
pub type Projects = BTreeMap<PackageId, Project>;

/// A local package's own description of itself.
#[derive(Debug)]
pub struct Project {
    /// Whether it has a `[project]`; a root can do without.
    pub is_package: bool,
    /// Its name and version, if it can be installed without uv: its `pyproject.toml` has a build system.
    pub installable: Option<(PackageName, Option<PackageVersion>)>,
    /// What it says about itself.
    pub meta: Meta,
    /// Its build system; `None` if no file says anything about it, which means setuptools.
    pub build_system: Option<BuildSystem>,
    /// The additional requirements for building it as an editable package.
    pub editable_requires: Vec<BuildRequirement>,
    /// Whether its editable build can make modules that its folder lacks.
    pub makes_modules: bool,
    /// Where uv takes its requirements from, if its `[tool.uv.sources]` says so.
    pub sources: Sources,
    /// The places where its `Cargo.lock` can be, if it is built with Rust. Whoever reads the folder leaves those
    /// that exist.
    pub cargo_locks: Vec<RelativePath>,
    /// The documents and Nix files at its top, such as `README.md`, that its build files name.
    pub documents: BTreeSet<String>,
    /// Whether its version is in its `pyproject.toml`. Otherwise its build finds it.
    pub has_version: bool,
    /// The default dependency groups, if declared.
    pub default_groups: Option<DefaultGroups>,
    /// Its extras; the lock may omit empty ones.
    pub extras: Vec<ExtraName>,
    /// Its dependency groups; the lock may omit empty ones.
    pub groups: Vec<ExtraName>,
    /// Which Pythons its groups are for, where they are not for all.
    pub group_pythons: IndexMap<ExtraName, GroupPython>,
    /// What it requires, to compare it with the lock.
    declared: Option<Declared>,
}

/// The `requires-python` of a dependency group.
#[derive(Debug, Clone)]
pub struct GroupPython {
    /// The specifiers, also those of the groups that it includes.
    pub text: String,
    /// That they admit the Python of an environment.
    pub marker: Marker,
}

/// `tool.uv.default-groups`.
#[derive(Debug, PartialEq, Eq)]
pub enum DefaultGroups {
    /// Every group that there is.
    All,
    /// These.
    Named(Vec<ExtraName>),
}

impl Project {
    /// Reads a `pyproject.toml`, and the other build files next to it.
    ///
    /// # Errors
    /// If a value that uvnix reads is invalid.
    pub fn of(pyproject: &Pyproject<'_>, files: &BuildFiles) -> Result<Self, PyprojectError> {
        let wire = Wire::of(pyproject)?;
        let group_pythons = group_pythons(&wire);
        let installable = wire.installable();
        let declared = Declared::of(&wire);
        let build = build_system::Wire::of(pyproject)?;
        let build_system = BuildSystem::stated(&build, files)?;
        let needs_rust = build_system.as_ref().is_some_and(BuildSystem::needs_rust);
        let cargo_locks = needs_rust.then(|| build.cargo_lock_places());
        let editable_requires = build_system.as_ref().map(BuildSystem::editable_requires);
        let has_version = wire.project.as_ref().is_some_and(|it| it.version.is_some());
        let default_groups = wire.tool.uv.default_groups.map(default_groups);
        let extras = wire.project.iter().flat_map(|it| it.optional_dependencies.keys().cloned());
        let names = |names: Vec<String>| names.into_iter().filter_map(|it| ExtraName::new(it).ok());
        let dev = wire.tool.uv.dev_dependencies.map(|_| "dev".to_owned());
        let groups = wire.dependency_groups.into_keys().chain(dev).collect();
        Ok(Self {
            sources: wire.tool.uv.sources.as_ref().map(sources::sources).unwrap_or_default(),
            documents: source::documents_in(pyproject.text).collect(),
            cargo_locks: cargo_locks.unwrap_or_default(),
            has_version,
            build_system,
            editable_requires: editable_requires.unwrap_or_default(),
            makes_modules: makes_modules(&build, files.setup_py.is_some()),
            default_groups: default_groups.transpose()?,
            is_package: wire.project.is_some(),
            installable,
            meta: wire.project.as_ref().map(ProjectWire::meta).unwrap_or_default(),
            extras: names(extras.collect()).collect(),
            groups: names(groups).collect(),
            group_pythons,
            declared,
        })
    }
}

impl Project {
    /// Leaves out its extras and dependency groups, for a lock file that lists all that can be chosen.
    fn remove_choices(&mut self) {
        self.extras.clear();
        self.groups.clear();
        self.default_groups = None;
        self.group_pythons.clear();
    }
}

impl Wire {
    fn of(pyproject: &Pyproject<'_>) -> Result<Self, PyprojectError> {
        Ok(Self {
            has_build_system: pyproject.table().contains_key("build-system"),
            dependency_groups: pyproject.read("dependency-groups")?.unwrap_or_default(),
            project: pyproject.read("project")?,
            tool: pyproject.read("tool")?.unwrap_or_default(),
        })
    }

    fn installable(&self) -> Option<(PackageName, Option<PackageVersion>)> {
        let ToolWire { uv, pdm, poetry } = &self.tool;
        let is_refused = [uv.package, pdm.distribution, poetry.package_mode].contains(&Some(false));
        let project = self.project.as_ref().map(|it| (it.name.as_deref(), it.version.as_ref()));
        let (name, version) = project.unwrap_or((poetry.name.as_deref(), poetry.version.as_ref()));
        let name = PackageName::new(name?.to_owned()).ok()?;
        let version = version.and_then(|version| version.as_str()?.to_owned().try_into().ok());
        (self.has_build_system && !is_refused).then_some((name, version))
    }
}

/// The `requires-python` of each group, combined with that of the groups it includes. uv has validated
/// them.
fn group_pythons(wire: &Wire) -> IndexMap<ExtraName, GroupPython> {
    let limits = &wire.tool.uv.dependency_groups;
    if limits.is_empty() {
        return IndexMap::new();
    }
    let mut names: IndexSet<&str> = wire.dependency_groups.keys().map(String::as_str).collect();
    let included = wire.dependency_groups.values().map(|members| {
        let included = members.iter().filter_map(|it| it.get("include-group")?.as_str());
        Vec::from_iter(included.map(|name| names.insert_full(name).0))
    });
    let included = Vec::from_iter(included);
    let limits_of = |group: usize| {
        let (mut seen, mut queue) = (FixedBitSet::with_capacity(names.len()), vec![group]);
        seen.insert(group);
        let mut next = 0;
        while let Some(&group) = queue.get(next) {
            next += 1;
            let more = included.get(group).into_iter().flatten().copied();
            queue.extend(more.filter(|&included| !seen.put(included)));
        }
        let limits = queue.into_iter().filter_map(|group| limits.get(names[group]));
        let limits = limits.filter_map(|limit| limit.requires_python.as_deref());
        Vec::from_iter(limits).join(",")
    };
    let groups = wire.dependency_groups.keys().enumerate().filter_map(|(group, name)| {
        let text = limits_of(group);
        let marker = Marker::of_python(&text).ok().filter(|_| !text.is_empty())?;
        Some((ExtraName::new(name.clone()).ok()?, GroupPython { text, marker }))
    });
    groups.collect()
}

fn default_groups(wire: Spanned<toml::Value>) -> Result<DefaultGroups, PyprojectError> {
    let span = wire.span();
    let groups = match wire.into_inner() {
        toml::Value::String(text) if text == "all" => return Ok(DefaultGroups::All),
        toml::Value::Array(groups) => groups
            .into_iter()
            .map(|group| match group {
                toml::Value::String(group) => ExtraName::new(group).ok(),
                _ => None,
            })
            .collect(),
        _ => None,
    };
    groups.map(DefaultGroups::Named).ok_or(PyprojectError::BadDefaultGroups { span: span.into() })
}

/// The part of the file that matters here; the rest is for uv and the build backend.
struct Wire {
    project: Option<ProjectWire>,
    has_build_system: bool,
    dependency_groups: IndexMap<String, Vec<toml::Value>>,
    tool: ToolWire,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct ProjectWire {
    name: Option<String>,
    version: Option<toml::Value>,
    description: Option<String>,
    license: Option<toml::Value>,
    #[serde(default)]
    urls: IndexMap<String, String>,
    #[serde(default)]
    scripts: IndexMap<String, toml::Value>,
    #[serde(default)]
    dynamic: Vec<String>,
    #[serde(default)]
    dependencies: Vec<toml::Value>,
    #[serde(default)]
    optional_dependencies: IndexMap<String, toml::Value>,
}

#[derive(Default, Deserialize)]
struct ToolWire {
    #[serde(default)]
    uv: UvWire,
    #[serde(default)]
    pdm: PdmWire,
    #[serde(default)]
    poetry: PoetryWire,
}

#[derive(Default, Deserialize)]
struct PdmWire {
    distribution: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct PoetryWire {
    name: Option<String>,
    version: Option<toml::Value>,
    package_mode: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct UvWire {
    package: Option<bool>,
    default_groups: Option<Spanned<toml::Value>>,
    dev_dependencies: Option<toml::Value>,
    sources: Option<toml::Value>,
    #[serde(default)]
    dependency_groups: IndexMap<String, GroupWire>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct GroupWire {
    requires_python: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Project, PyprojectError> {
        Project::of(&Pyproject::parse(text)?, &BuildFiles::default())
    }

    #[test]
    fn a_build_system_is_a_list_of_requirements() {
        let text =
            r#"build-system.requires = ["Hatch_VCS[x]>=1", "tomli; python_version < '3.11'"]"#;
        let build_system = parse(text).unwrap().build_system.unwrap();
        let names: Vec<_> = build_system.all().map(|it| it.name.to_string()).collect();
        assert_eq!(names, ["hatch-vcs", "tomli"]);
        assert_eq!(build_system.requires[0].extras[0].to_string(), "x");
    }

    #[test]
    fn only_a_version_in_the_file_is_known_before_the_build() {
        for (text, is_known) in [
            ("project = { name = 'a', version = '1' }", true),
            ("project = { name = 'a', dynamic = ['version'] }", false),
            ("tool.poetry.version = '0'", false),
        ] {
            assert_eq!(parse(text).unwrap().has_version, is_known, "{text}");
        }
    }

    #[test]
    fn a_wrong_value_is_shown_at_its_own_place() {
        for text in [
            "project = { name = 'a', description = 3 }",
            "project = { name = 'a', dependencies = 3 }",
            "project.scripts = 3",
            "tool.uv.package = 3",
            "build-system.requires = 3",
        ] {
            let Err(PyprojectError::NotAProject { span: Some(span), .. }) = parse(text) else {
                panic!("{text} is accepted")
            };
            assert_eq!((span.offset(), span.len()), (text.find('3').unwrap(), 1), "{text}");
        }
    }

    #[test]
    fn default_groups_are_a_list_or_all() {
        let groups = |text: &str| parse(&format!("tool.uv.default-groups = {text}"));
        assert_eq!(groups("\"all\"").unwrap().default_groups, Some(DefaultGroups::All));
        assert!(groups("[\"dev\"]").is_ok());
        assert!(matches!(groups("\"dev\""), Err(PyprojectError::BadDefaultGroups { .. })));
        assert_eq!(parse("").unwrap().default_groups, None);
    }
}
