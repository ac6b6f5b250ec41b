//! The text of a `pyproject.toml`, parsed once: the project, the build system and the settings are read from it.

use miette::{Diagnostic, SourceSpan};
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;
use toml::de::{DeTable, Deserializer, ValueDeserializer};

use crate::text::address::shown_text;

/// A parsed `pyproject.toml`.
pub struct Pyproject<'t> {
    pub(super) text: &'t str,
    table: Spanned<DeTable<'t>>,
}

/// An invalid `pyproject.toml`, or another file that says how a package is built.
#[derive(Debug, Error, Diagnostic)]
pub enum PyprojectError {
    /// Not TOML, or not that of a project.
    #[error("invalid pyproject.toml: {message}")]
    #[diagnostic(
        code(uvnix::project::not_a_project),
        help(
            "fix the file; run `uv lock --check` to see whether uv can read it. In a source archive, its publisher must fix it"
        )
    )]
    NotAProject {
        /// The message of the parser.
        message: String,
        /// Where it stopped.
        #[label("here")]
        span: Option<SourceSpan>,
    },

    /// A build requirement that does not conform to PEP 508.
    #[error("invalid build requirement `{requirement}`: {message}")]
    #[diagnostic(
        code(uvnix::project::bad_build_requirement),
        help(
            "for the syntax, see https://packaging.python.org/en/latest/specifications/dependency-specifiers/"
        )
    )]
    BadBuildRequirement {
        /// The requirement.
        requirement: String,
        /// The error in the requirement.
        message: String,
        /// The place of the requirement in `[build-system]`, if it is from there.
        #[label("this requirement")]
        span: Option<SourceSpan>,
    },

    /// Something else than a list of groups or `"all"`.
    #[error("`tool.uv.default-groups` must be a list of groups or \"all\"")]
    #[diagnostic(
        code(uvnix::project::bad_default_groups),
        help("write `default-groups = [\"dev\"]` or `default-groups = \"all\"`")
    )]
    BadDefaultGroups {
        /// The place of the value.
        #[label("this value")]
        span: SourceSpan,
    },
}

impl<'t> Pyproject<'t> {
    /// Parses the text of a `pyproject.toml`.
    ///
    /// # Errors
    /// If it is not TOML.
    pub fn parse(text: &'t str) -> Result<Self, PyprojectError> {
        let table = DeTable::parse(text).map_err(|error| not_a_project(&error))?;
        Ok(Self { text, table })
    }

    /// All of it.
    ///
    /// # Errors
    /// If a value cannot be represented.
    pub fn to_table(&self) -> Result<toml::Table, PyprojectError> {
        let all = Deserializer::from(self.table.clone());
        toml::Table::deserialize(all).map_err(|error| not_a_project(&error))
    }

    /// Its tables.
    pub(super) fn table(&self) -> &DeTable<'t> {
        self.table.get_ref()
    }

    /// The value of a key as one reader wants it, if it is there.
    pub(super) fn read<T: Deserialize<'t>>(&self, key: &str) -> Result<Option<T>, PyprojectError> {
        let value = self.table().get(key).cloned();
        let read = value.map(|value| T::deserialize(ValueDeserializer::from(value)));
        read.transpose().map_err(|error| not_a_project(&error))
    }
}

fn not_a_project(error: &toml::de::Error) -> PyprojectError {
    PyprojectError::NotAProject {
        message: shown_text(error.message()),
        span: error.span().map(SourceSpan::from),
    }
}
