//! The build system of a package, and the place that declares it.

use pep508_rs::PackageName;
use schemars::JsonSchema;
use serde::Serialize;

use crate::overlay::{BuildBase, BuildPlan};
use crate::project::FoundIn;
use crate::text::printable::spelled_out;

/// Where the build system of a package without build files comes from.
const DEFAULT: &str = "the default of PEP 517 (setuptools)";

/// How a package is built.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BuildSummary {
    /// The place that declares it; `None`: unknown.
    pub found_in: Option<String>,
    /// The build backend, if one is named.
    pub backend: Option<String>,
    /// Its build requirements; if they are unknown, the default that it is built with.
    pub requires: Vec<String>,
}

impl BuildSummary {
    /// How the package of a name is built by this plan.
    pub(crate) fn of(plan: BuildPlan<'_>, name: &PackageName) -> Self {
        let found_in = match plan.base {
            BuildBase::Unknown => None,
            BuildBase::Stated(_) => Some(format!("`build-system` in [tool.uvnix.packages.{name}]")),
            BuildBase::Absent => Some(DEFAULT.to_owned()),
            BuildBase::Found(found) => Some(match found.found_in {
                FoundIn::PyProject | FoundIn::SetupPy => found.found_in.to_string(),
                FoundIn::Nothing => DEFAULT.to_owned(),
            }),
        };
        let added =
            if plan.added.is_empty() { "" } else { " and `extra-build-dependencies` in [tool.uv]" };
        let backend = match plan.base {
            BuildBase::Found(found) => found.build_backend.as_deref(),
            BuildBase::Unknown | BuildBase::Stated(_) | BuildBase::Absent => None,
        };
        let requires = plan.requirements().into_iter().map(|it| spelled_out(&it.to_string()));
        Self {
            found_in: found_in.map(|found_in| found_in + added),
            backend: backend.map(spelled_out),
            requires: requires.collect(),
        }
    }
}
