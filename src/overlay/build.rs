//! The build requirements of each package.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{ExtraName, PackageName};

use super::{Conditional, Edges, Needs, Overlay, Place, Variant};
use crate::environment::{EnvironmentSet, Environments};
use crate::facts::Facts;
use crate::lock::Source;
use crate::project::BuildSystem;
use crate::project::requirement::BuildRequirement;
use crate::project::settings::Settings;

impl<'l> Overlay<'l> {
    /// Adds the known build requirements.
    #[must_use]
    pub fn with_build_systems(
        mut self,
        environments: &'l Environments,
        facts: &'l Facts,
        settings: &'l Settings,
    ) -> Self {
        for variant in self.packages.values_mut().flatten() {
            let requirements = variant.requirements(facts, settings);
            variant.is_build_known = requirements.is_some();
            variant.add_build_system(environments, requirements.unwrap_or_default());
            if settings.uv.is_built_without_isolation(&variant.package.name) {
                variant.build_among_dependencies();
            }
        }
        self
    }
}

impl<'l> Variant<'l> {
    /// Whether some environment builds it, because no wheel fits there.
    #[must_use]
    pub fn is_built(&self) -> bool {
        match &self.package.source {
            Source::Registry(_) | Source::Url { .. } | Source::Path(_) => {
                self.sdist.is_some() && self.wheels.leave_some_out
            }
            Source::Git(git) if git.archive.is_some() => self.sdist.is_some(),
            Source::Git(_) | Source::Directory(_) | Source::Editable(_) => self.refused.is_none(),
            Source::Virtual(_) => false,
        }
    }

    fn add_build_system(
        &mut self,
        environments: &'l Environments,
        requirements: Vec<&'l BuildRequirement>,
    ) {
        let mut places: BTreeMap<(&PackageName, BTreeSet<&ExtraName>), EnvironmentSet> =
            BTreeMap::new();
        for index in self.present.ones() {
            let here = requirements.iter().filter(|it| it.applies_to(&environments[index]));
            for edge in edges(here.copied()) {
                places.entry(edge).or_insert_with(|| environments.none()).insert(index);
            }
        }
        for ((name, extras), set) in places {
            self.needs_in(environments, &set).build_system.insert(name, extras);
        }
        let applies = |requirement: &BuildRequirement| {
            self.present.ones().any(|index| requirement.applies_to(&environments[index]))
        };
        self.build_requirements = requirements.into_iter().filter(|it| applies(it)).collect();
    }

    /// The build requirements from the settings or from the source, and those that the user adds; `None` if
    /// they
    /// are unknown.
    fn requirements(
        &self,
        facts: &'l Facts,
        settings: &'l Settings,
    ) -> Option<Vec<&'l BuildRequirement>> {
        let said = self.said(facts, settings);
        let mut added = self.added(settings).peekable();
        if added.peek().is_none() {
            return said;
        }
        let mut requirements = said.unwrap_or_else(|| BuildSystem::unsaid().all().collect());
        requirements.extend(added);
        Some(requirements)
    }

    /// The build requirements from the settings, or else from the source; `None` if there are neither.
    pub(super) fn said(
        &self,
        facts: &'l Facts,
        settings: &'l Settings,
    ) -> Option<Vec<&'l BuildRequirement>> {
        if let Some(stated) = settings.build_system_of(&self.package.name) {
            return Some(stated.iter().collect());
        }
        let found = match self.project {
            Some(project) => project.build_system.as_ref(),
            None => facts.build_of(self.package),
        };
        Some(found?.all().collect())
    }

    /// The build requirements that the user adds.
    pub(super) fn added(
        &self,
        settings: &'l Settings,
    ) -> impl Iterator<Item = &'l BuildRequirement> {
        let added = settings.uv.extra_build_dependencies.get(&self.package.name);
        added.into_iter().flatten().map(|added| &added.requirement)
    }

    /// Makes build requirements dependencies: without isolation, a build uses the installed packages.
    fn build_among_dependencies(&mut self) {
        let conditional = self.conditional.iter_mut().map(|conditional| &mut conditional.needs);
        for needs in conditional.chain([&mut self.needs]) {
            for (name, extras) in &needs.dependencies {
                needs.build_system.entry(name).or_default().extend(extras);
            }
        }
    }

    /// The needs in some of the environments of the package.
    fn needs_in(&mut self, environments: &'l Environments, set: &EnvironmentSet) -> &mut Needs<'l> {
        if *set == self.present {
            return &mut self.needs;
        }
        let scopes = environments.cover(set, &self.present);
        let place = Place { environments: Some(scopes), when: Vec::new() };
        let index = match self.conditional.binary_search_by(|it| it.place.cmp(&place)) {
            Ok(index) => index,
            Err(index) => {
                self.conditional.insert(index, Conditional { place, needs: Needs::default() });
                index
            }
        };
        &mut self.conditional[index].needs
    }
}

/// Each package that is named, with the extras that all its requirements ask for.
pub(super) fn edges<'l>(requirements: impl Iterator<Item = &'l BuildRequirement>) -> Edges<'l> {
    let mut edges = Edges::new();
    for requirement in requirements {
        edges.entry(&requirement.name).or_default().extend(&requirement.extras);
    }
    edges
}
