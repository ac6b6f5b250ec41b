//! The build system of a package, and the place that declares it.

use serde::Serialize;

use super::Background;
use crate::lock::{Package, PackageId};
use crate::project::requirement::BuildRequirement;
use crate::project::{BuildSystem, FoundIn};
use crate::text::printable::spelled_out;

/// Where the build system of a package without build files comes from.
const DEFAULT: &str = "the default of PEP 517 (setuptools)";

/// How a package is built.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Build {
    /// The place that declares it; `None`: unknown.
    pub found_in: Option<String>,
    /// The build backend, if one is named.
    pub backend: Option<String>,
    /// Its build requirements.
    pub requires: Vec<String>,
}

pub(crate) fn of(id: PackageId, package: &Package, background: Background<'_>) -> Build {
    let Background { projects, settings, facts } = background;
    let name = &package.name;
    if let Some(stated) = settings.packages.get(name).and_then(|it| it.build_system.as_ref()) {
        let found_in = Some(format!("`build-system` in [tool.uvnix.packages.{name}]"));
        return Build { found_in, backend: None, requires: texts(stated.iter()) };
    }
    let found = match projects.get(&id) {
        Some(project) => project.build_system.as_ref(),
        None => facts.build_of(package),
    };
    match found {
        Some(found) => described(found),
        None if projects.contains_key(&id) => {
            Build { found_in: Some(DEFAULT.to_owned()), backend: None, requires: Vec::new() }
        }
        None => Build { found_in: None, backend: None, requires: Vec::new() },
    }
}

fn described(found: &BuildSystem) -> Build {
    Build {
        found_in: Some(match found.found_in {
            FoundIn::PyProject | FoundIn::SetupPy => found.found_in.to_string(),
            FoundIn::Nothing => DEFAULT.to_owned(),
        }),
        backend: found.build_backend.as_deref().map(spelled_out),
        requires: texts(found.all()),
    }
}

fn texts<'r>(requirements: impl Iterator<Item = &'r BuildRequirement>) -> Vec<String> {
    requirements.map(|requirement| spelled_out(&requirement.to_string())).collect()
}
