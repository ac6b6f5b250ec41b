//! What a build reads from the repository of its source, and how it gets that where there is none, as in a Nix
//! build.

use super::{BuildFiles, BuildSystem, Wire, setup_cfg};
use crate::project::requirement::BuildRequirement;

/// The build requirements that read the version from the repository, each with the environment variable that
/// they take instead. In each, it has been built with the newest release of November 2026.
const VARIABLES: [(&str, &str); 8] = [
    // setuptools-scm also has a variable for each package, but gets the name from some backends only.
    ("setuptools-scm", "SETUPTOOLS_SCM_PRETEND_VERSION"),
    ("hatch-vcs", "SETUPTOOLS_SCM_PRETEND_VERSION"),
    ("flit-scm", "SETUPTOOLS_SCM_PRETEND_VERSION"),
    ("vcs-versioning", "VCS_VERSIONING_PRETEND_VERSION"),
    // `source = "scm"` in `[tool.pdm.version]`.
    ("pdm-backend", "PDM_BUILD_SCM_VERSION"),
    // Both use dunamai.
    ("poetry-dynamic-versioning", "POETRY_DYNAMIC_VERSIONING_BYPASS"),
    ("uv-dynamic-versioning", "UV_DYNAMIC_VERSIONING_BYPASS"),
    ("pbr", "PBR_VERSION"),
];

/// Those that take it from the `PKG-INFO` of a source distribution.
const READ_METADATA: [&str; 2] = ["setuptools-git-versioning", "versioningit"];

/// Those with which setuptools adds the files that git tracks to its packages.
const LIST_FILES: [&str; 3] = ["pbr", "setuptools-git", "setuptools-scm"];

/// What a build reads from a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepositoryUse {
    /// The environment variable that takes the version instead.
    pub variable: Option<&'static str>,
    /// The changes to the source that replace the rest.
    pub preparations: Vec<Preparation>,
}

/// A change to the source before it is built. Its name is that of a step in `nix/builders/phases`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preparation {
    /// The source has the files that git tracks: `MANIFEST.in` names all.
    Files,
    /// `PKG-INFO` has the version.
    Metadata,
    /// The file that versioneer reads has the version, as in an archive of a tag.
    Versioneer,
}

impl Preparation {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Metadata => "metadata",
            Self::Versioneer => "versioneer",
        }
    }
}

impl RepositoryUse {
    /// What a tree with this build system reads from a repository, if it is built with these requirements.
    #[must_use]
    pub fn of(requirements: &[&BuildRequirement], build: Option<&BuildSystem>) -> Self {
        let has = |name: &str| requirements.iter().any(|it| it.name.as_ref() == name);
        let variable = VARIABLES.iter().find(|(name, _)| has(name)).map(|(_, variable)| *variable);
        let is_setuptools = has("setuptools")
            || build.is_none_or(|it| it.build_backend.as_deref().is_none_or(is_of_setuptools));
        let preparations = [
            (is_setuptools && LIST_FILES.into_iter().any(has), Preparation::Files),
            (READ_METADATA.into_iter().any(has), Preparation::Metadata),
            (build.is_some_and(|it| it.has_versioneer), Preparation::Versioneer),
        ];
        let needed = preparations.into_iter().filter(|(is_needed, _)| *is_needed);
        Self { variable, preparations: needed.map(|(_, preparation)| preparation).collect() }
    }
}

fn is_of_setuptools(backend: &str) -> bool {
    backend.starts_with("setuptools.") || backend == "pbr.build"
}

/// Whether versioneer gives the version: <https://github.com/python-versioneer/python-versioneer#readme>.
pub(super) fn has_versioneer(
    requires: &[BuildRequirement],
    wire: &Wire<'_>,
    files: &BuildFiles,
) -> bool {
    let setup_cfg = files.setup_cfg.as_deref().unwrap_or_default();
    requires.iter().any(|it| it.name.as_ref() == "versioneer")
        || wire.tool(&["versioneer"]).is_some()
        || setup_cfg::has_section(setup_cfg, "versioneer")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(pyproject: &str, setup_cfg: &str) -> (Option<&'static str>, String) {
        let build = BuildSystem::of(&BuildFiles {
            pyproject: Some(pyproject.to_owned()),
            setup_cfg: Some(setup_cfg.to_owned()),
            ..BuildFiles::default()
        });
        let build = build.unwrap();
        let used = RepositoryUse::of(&Vec::from_iter(build.all()), Some(&build));
        let steps = used.preparations.iter().map(|it| it.as_str());
        (used.variable, Vec::from_iter(steps).join(" "))
    }

    #[test]
    fn each_tool_gets_the_version_where_it_looks_for_it() {
        for (tool, variable, steps) in [
            ("setuptools-scm", Some("SETUPTOOLS_SCM_PRETEND_VERSION"), "files"),
            ("pbr", Some("PBR_VERSION"), "files"),
            ("versioningit", None, "metadata"),
            ("setuptools-git-versioning", None, "metadata"),
            ("versioneer[toml]", None, "versioneer"),
            ("wheel", None, ""),
        ] {
            let text = format!("build-system.requires = ['setuptools', '{tool}']");
            assert_eq!(used(&text, ""), (variable, steps.to_owned()), "{tool}");
        }
        let hatch =
            "build-system = { requires = ['hatch-vcs'], build-backend = 'hatchling.build' }";
        assert_eq!(used(hatch, "").0, Some("SETUPTOOLS_SCM_PRETEND_VERSION"));
        assert_eq!(used(hatch, "").1, "");
    }

    #[test]
    fn versioneer_is_found_by_its_settings_too() {
        let versioneer = (None, "versioneer".to_owned());
        assert_eq!(used("", "[versioneer]\nVCS = git\nstyle = pep440"), versioneer);
        assert_eq!(used("tool.versioneer.vcs = 'git'", ""), versioneer);
        assert_eq!(used("", "[metadata]\nname = versioneer"), (None, String::new()));
    }
}
