//! How a source tree is built, found out from its files alone: no code of the tree is run.

mod backend;
mod in_tree;
mod made_modules;
mod repository;
mod rust;
mod setup_cfg;
mod setup_py;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use miette::SourceSpan;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) use made_modules::makes_modules;
pub use repository::{Preparation, RepositoryUse};
pub use rust::needs_rust;

use crate::lock::{RelativePath, Span};
use crate::project::pyproject::{Pyproject, PyprojectError};
use crate::project::requirement::BuildRequirement;
use crate::text::printable::shortened;

/// The build requirements of a source tree without a build system:
/// <https://peps.python.org/pep-0517/#source-trees>.
const DEFAULT_REQUIRES: [&str; 2] = ["setuptools", "wheel"];

/// The build files of a source tree.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildFiles {
    /// The text of `pyproject.toml`.
    pub pyproject: Option<String>,
    /// The text of `setup.cfg`.
    pub setup_cfg: Option<String>,
    /// The text of `setup.py`.
    pub setup_py: Option<String>,
    /// The text of the file that [`Pyproject::in_tree_backend`] names.
    pub backend: Option<String>,
    /// Whether the tree has code that a compiler reads, as far as all of it was seen.
    pub has_native_code: bool,
    /// The places where a `Cargo.lock` was looked for, with its text where it is.
    pub cargo_locks: BTreeMap<RelativePath, Option<String>>,
}

/// How a source tree is built, found out from its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildSystem {
    /// `[build-system] requires`.
    pub requires: Vec<BuildRequirement>,
    /// The additional requirements of the build backend for a wheel, as far as files contain them.
    pub backend_requires: Vec<BuildRequirement>,
    /// `[build-system] build-backend`; `None` means setuptools with its old behaviour,
    /// `setuptools.build_meta:__legacy__`.
    pub build_backend: Option<String>,
    /// The file that contains this information.
    pub found_in: FoundIn,
    /// Whether a compiler reads part of the tree.
    pub has_native_code: bool,
    /// Whether versioneer, in the tree or not, reads the version from the repository.
    pub has_versioneer: bool,
}

/// The file that declares the build system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundIn {
    /// The `[build-system]` of its `pyproject.toml`.
    PyProject,
    /// Its `setup.py`, by being there.
    SetupPy,
    /// No file: the default of PEP 517.
    Nothing,
}

impl FoundIn {
    const ALL: [Self; 3] = [Self::PyProject, Self::SetupPy, Self::Nothing];

    const fn as_str(self) -> &'static str {
        match self {
            Self::PyProject => "pyproject.toml",
            Self::SetupPy => "setup.py",
            Self::Nothing => "nothing",
        }
    }
}

impl fmt::Display for FoundIn {
    /// The name of the file.
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.as_str().fmt(formatter)
    }
}

impl FromStr for FoundIn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|it| it.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is not `pyproject.toml`, `setup.py` or `nothing`"))
    }
}

impl BuildSystem {
    /// Reads the build system from the files of a source tree.
    ///
    /// # Errors
    /// If `pyproject.toml` or `setup.cfg` is invalid.
    pub fn of(files: &BuildFiles) -> Result<Self, PyprojectError> {
        let pyproject = Pyproject::parse(files.pyproject.as_deref().unwrap_or_default())?;
        Self::read(&Wire::of(&pyproject)?, files)
    }

    /// The build system that a local package declares, or whose requirements are in its other files. None: the
    /// default of PEP 517.
    pub(super) fn stated(
        wire: &Wire<'_>,
        files: &BuildFiles,
    ) -> Result<Option<Self>, PyprojectError> {
        let build_system = Self::read(wire, files)?;
        let is_found = !build_system.backend_requires.is_empty() || build_system.has_versioneer;
        Ok((wire.build_system.is_some() || is_found).then_some(build_system))
    }

    fn read(wire: &Wire<'_>, files: &BuildFiles) -> Result<Self, PyprojectError> {
        let found_in = match &wire.build_system {
            Some(_) => FoundIn::PyProject,
            None if files.setup_py.is_some() => FoundIn::SetupPy,
            None => FoundIn::Nothing,
        };
        let undeclared = BuildSystemWire::default();
        let declared = wire.build_system.as_ref().unwrap_or(&undeclared);
        let requires = declared.requires.iter().map(|it| parse(it.get_ref(), Some(it.span())));
        let requires = match &wire.build_system {
            Some(_) => requires.collect::<Result<_, _>>()?,
            None => parse_all(&DEFAULT_REQUIRES)?,
        };
        let asked_for = backend::requires(declared, &requires, wire, files);
        let backend_requires = only_new(&requires, parse_all(&asked_for)?);
        Ok(Self {
            has_versioneer: repository::has_versioneer(&requires, wire, files),
            requires,
            backend_requires,
            build_backend: declared.build_backend.clone(),
            found_in,
            has_native_code: files.has_native_code,
        })
    }

    /// The build system of a tree that does not declare one.
    #[must_use]
    pub fn unsaid() -> &'static Self {
        static UNSAID: LazyLock<BuildSystem> = LazyLock::new(|| {
            BuildSystem::of(&BuildFiles::default()).expect("nothing has no mistakes")
        });
        &UNSAID
    }

    /// Everything that is needed to build a wheel.
    pub fn all(&self) -> impl Iterator<Item = &BuildRequirement> {
        self.requires.iter().chain(&self.backend_requires)
    }

    /// The additional requirements for building an editable wheel.
    #[must_use]
    pub fn editable_requires(&self) -> Vec<BuildRequirement> {
        only_new(&self.requires, backend::editable_requires(self.build_backend.as_deref()))
    }
}

/// The requirements that say more than those in `requires`.
fn only_new(
    requires: &[BuildRequirement],
    asked_for: Vec<BuildRequirement>,
) -> Vec<BuildRequirement> {
    let is_plain =
        |it: &BuildRequirement| it.extras.is_empty() && it.specifiers.is_empty() && !it.has_url;
    let mut new: Vec<BuildRequirement> = Vec::new();
    for requirement in asked_for {
        let is_covered = |by: &BuildRequirement| {
            let is_everywhere = by.marker.is_always() || by.marker == requirement.marker;
            is_everywhere
                && by.name == requirement.name
                && (is_plain(&requirement) || by.spelling() == requirement.spelling())
        };
        if !requires.iter().chain(&new).any(is_covered) {
            new.push(requirement);
        }
    }
    new
}

fn parse(text: &str, span: Option<Span>) -> Result<BuildRequirement, PyprojectError> {
    text.parse().map_err(|message| PyprojectError::BadBuildRequirement {
        requirement: shortened(text),
        message,
        span: span.map(SourceSpan::from),
    })
}

fn parse_all(texts: &[impl AsRef<str>]) -> Result<Vec<BuildRequirement>, PyprojectError> {
    texts.iter().map(|text| parse(text.as_ref(), None)).collect()
}

/// The part of `pyproject.toml` that matters here.
pub(super) struct Wire<'p> {
    build_system: Option<BuildSystemWire>,
    /// All of it, for what many tools read; a table that is not as it should be is for the tool to complain about.
    table: &'p DeTable<'p>,
}

impl<'p> Wire<'p> {
    pub(super) fn of(pyproject: &'p Pyproject<'_>) -> Result<Self, PyprojectError> {
        Ok(Self { build_system: pyproject.read("build-system")?, table: pyproject.table() })
    }

    /// The value behind these keys in `[tool]`.
    fn tool(&self, keys: &[&str]) -> Option<&'p DeValue<'p>> {
        let tool = self.table.get("tool")?.get_ref();
        keys.iter().try_fold(tool, |value, key| Some(value.get(*key)?.get_ref()))
    }

    /// The dependencies of the project.
    fn dependencies(&self) -> Option<&'p DeValue<'p>> {
        Some(self.table.get("project")?.get_ref().get("dependencies")?.get_ref())
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct BuildSystemWire {
    requires: Vec<Spanned<String>>,
    build_backend: Option<String>,
    /// The folders of a backend in the tree.
    #[serde(default)]
    backend_path: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pyproject: &str, setup_cfg: &str) -> Result<BuildSystem, PyprojectError> {
        BuildSystem::of(&BuildFiles {
            pyproject: Some(pyproject.to_owned()),
            setup_cfg: Some(setup_cfg.to_owned()),
            setup_py: Some(String::new()),
            ..BuildFiles::default()
        })
    }

    fn texts(requirements: &[BuildRequirement]) -> Vec<String> {
        requirements.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn requirements_are_kept_as_written() {
        let text = r#"build-system = { requires = ["Flit_Core >=3,<4"], build-backend = "flit_core.buildapi" }"#;
        let build_system = of(text, "").unwrap();
        assert_eq!(texts(&build_system.requires), ["Flit_Core >=3,<4"]);
        assert_eq!(build_system.build_backend.as_deref(), Some("flit_core.buildapi"));
        assert_eq!(build_system.found_in, FoundIn::PyProject);
        assert!(build_system.backend_requires.is_empty());
    }

    #[test]
    fn a_tree_that_does_not_say_is_built_with_setuptools() {
        let tools_only = of("[tool.black]", "").unwrap();
        let nothing = BuildSystem::of(&BuildFiles::default()).unwrap();
        for (build_system, found_in) in
            [(tools_only, FoundIn::SetupPy), (nothing, FoundIn::Nothing)]
        {
            assert_eq!(texts(&build_system.requires), DEFAULT_REQUIRES);
            assert_eq!(build_system.build_backend, None);
            assert_eq!(build_system.found_in, found_in);
        }
    }

    #[test]
    fn what_is_required_everywhere_is_not_said_twice() {
        let setup_cfg =
            "[options]\nsetup_requires =\n  Wheel\n  ninja\n  tomli\n  ninja\n  tomli>=1.0\n";
        let text = "build-system.requires = ['wheel', 'ninja; os_name == \"nt\"', 'tomli >= 1.0']";
        assert_eq!(texts(&of(text, setup_cfg).unwrap().backend_requires), ["ninja"]);
        let bound = "[options]\nsetup_requires = wheel>=1";
        assert_eq!(texts(&of(text, bound).unwrap().backend_requires), ["wheel>=1"]);
    }

    #[test]
    fn where_it_was_found_is_said_in_a_word() {
        for found_in in FoundIn::ALL {
            assert_eq!(found_in.to_string().parse(), Ok(found_in));
        }
        assert!("setup.cfg".parse::<FoundIn>().is_err());
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        for text in ["[build-system", "[build-system]", "build-system.requires = 'wheel'"] {
            assert!(matches!(of(text, ""), Err(PyprojectError::NotAProject { .. })), "{text}");
        }
        let text = "build-system.requires = ['wheel\u{202e} 1']";
        let error = of(text, "").unwrap_err();
        assert!(matches!(error, PyprojectError::BadBuildRequirement { .. }));
        assert!(!error.to_string().contains('\u{202e}'));
    }
}
