//! The build requirements of a package, and their origin.

use std::collections::BTreeSet;

use pep508_rs::PackageName;

use super::build_lists::BuildLists;
use super::merged::ProjectPackages;
use crate::facts::Facts;
use crate::lock::{Package, Source};
use crate::project::requirement::BuildRequirement;
use crate::project::settings::{ExtraBuildDependency, Settings};
use crate::project::{
    BuildSystem, IndexSource, Project, RepositoryUse, RequirementSource, Sources,
};

/// What a package is built with, where it is built. The generated file, locked builds and every answer about
/// builds derive from this.
#[derive(Debug, Clone, Copy)]
pub struct BuildPlan<'l> {
    /// Its own build requirements.
    pub base: BuildBase<'l>,
    /// What the user adds to them: `extra-build-dependencies` of `[tool.uv]`.
    pub added: &'l [ExtraBuildDependency],
    /// What it needs besides to be built as an editable package.
    pub editable: &'l [BuildRequirement],
    /// Whether it is built apart from what is installed.
    pub is_isolated: bool,
    /// What its source says, even if the user states something else.
    found: Option<&'l BuildSystem>,
    /// Where the requirements of a local package come from.
    own_sources: Option<&'l Sources>,
    /// Where the requirements of the workspace come from.
    sources: &'l Sources,
}

/// Where the build requirements of a package come from.
#[derive(Debug, Clone, Copy)]
pub enum BuildBase<'l> {
    /// Nobody has looked at its source.
    Unknown,
    /// The user states them: `build-system` of `[tool.uvnix.packages.<name>]`.
    Stated(&'l [BuildRequirement]),
    /// Its source has them.
    Found(&'l BuildSystem),
    /// It is a folder without `[build-system]`: the default of PEP 517.
    Absent,
}

impl<'l> BuildPlan<'l> {
    /// The plan for a package, which is a `project` of its own if it is local.
    #[must_use]
    pub fn of(
        package: &'l Package,
        project: Option<&'l Project>,
        settings: &'l Settings,
        facts: &'l Facts,
    ) -> Self {
        let name = &package.name;
        let found = match project {
            Some(project) => project.build_system.as_ref(),
            None => facts.build_of(package),
        };
        let base = match (settings.build_system_of(name), found) {
            (Some(stated), _) => BuildBase::Stated(stated),
            (None, Some(found)) => BuildBase::Found(found),
            (None, None) if is_local(&package.source) => BuildBase::Absent,
            (None, None) => BuildBase::Unknown,
        };
        let added = settings.uv.extra_build_dependencies.get(name);
        Self {
            base,
            found,
            added: added.map_or(&[][..], Vec::as_slice),
            editable: project.map_or(&[][..], |project| project.editable_requires.as_slice()),
            is_isolated: !settings.uv.is_built_without_isolation(name),
            own_sources: project.map(|project| &project.sources),
            sources: &settings.uv.sources,
        }
    }

    /// Whether anyone, the user or its source, says what it is built with.
    #[must_use]
    pub const fn is_said(&self) -> bool {
        match self.base {
            BuildBase::Stated(_) | BuildBase::Found(_) => true,
            BuildBase::Unknown | BuildBase::Absent => !self.added.is_empty(),
        }
    }

    /// All that it is built with. Without requirements of its own, these are the default of PEP 517.
    #[must_use]
    pub fn requirements(&self) -> Vec<&'l BuildRequirement> {
        let mut requirements: Vec<_> = match self.base {
            BuildBase::Stated(stated) => stated.iter().collect(),
            BuildBase::Found(found) => found.all().collect(),
            BuildBase::Unknown | BuildBase::Absent => BuildSystem::unsaid().all().collect(),
        };
        requirements.extend(self.added.iter().map(|added| &added.requirement));
        requirements
    }

    /// Whether uv's own backend builds it, as its source says.
    #[must_use]
    pub fn is_built_by_uv(&self) -> bool {
        self.found.is_some_and(|it| it.build_backend.as_deref() == Some("uv_build"))
    }

    /// What the build reads from the repository of its source.
    #[must_use]
    pub fn repository(&self) -> RepositoryUse {
        RepositoryUse::of(&self.requirements(), self.found)
    }

    /// The lists that uv resolves for it. Requirements that builds take from the packages of the project are
    /// not in them: those with `match-runtime`, those that name a folder of the project or have another source
    /// than an index, and without isolation all that the project has. An environment without such a package cannot
    /// build it, as with uv, unless the package set has it.
    ///
    /// `None` where its requirements are unknown.
    pub(super) fn lists(&self, project: &ProjectPackages<'_>) -> Option<BuildLists> {
        if matches!(self.base, BuildBase::Unknown) {
            return None;
        }
        let is_matched = |name: &PackageName| {
            self.added.iter().any(|it| it.match_runtime && it.requirement.name == *name)
        };
        let mut listed = Vec::new();
        let mut of_project = BTreeSet::new();
        for requirement in self.requirements() {
            let name = &requirement.name;
            let is_elsewhere =
                is_matched(name) || requirement.has_url || project.folders.contains(name);
            let is_visible = !self.is_isolated && project.all.contains(name);
            match self.indexes_of(requirement).filter(|_| !is_elsewhere && !is_visible) {
                Some(indexes) => listed.push((requirement, indexes)),
                None => drop(of_project.insert(name.clone())),
            }
        }
        let lists = BuildLists::of(&listed, self.editable, project.environments);
        let is_beside_project = !of_project.is_empty() || !self.is_isolated;
        Some(BuildLists { of_project, is_beside_project, ..lists })
    }

    /// The indexes that uv takes a requirement from: those in the `[tool.uv.sources]` of the package or of the
    /// workspace, else any. `None` if it is not from an index. Sources are not for packages from an index.
    fn indexes_of(&self, requirement: &BuildRequirement) -> Option<&'l [IndexSource]> {
        let is_own = match self.base {
            BuildBase::Found(found) => found.all().any(|it| it == requirement),
            BuildBase::Unknown | BuildBase::Stated(_) | BuildBase::Absent => false,
        };
        let source = match self.own_sources {
            Some(own) => own.get(&requirement.name).or_else(|| self.sources.get(&requirement.name)),
            None if is_own => None,
            None => self.sources.get(&requirement.name),
        };
        match source {
            None => Some(&[]),
            Some(RequirementSource::Indexes(indexes)) => Some(indexes),
            Some(RequirementSource::Elsewhere) => None,
        }
    }
}

/// Whether its source lies beside the lock, so that there is nothing to look up.
const fn is_local(source: &Source) -> bool {
    match source {
        Source::Directory(_) | Source::Editable(_) | Source::Virtual(_) => true,
        Source::Registry(_) | Source::Git(_) | Source::Url { .. } | Source::Path(_) => false,
    }
}
