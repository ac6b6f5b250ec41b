//! What provides the build requirements of each package.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{ExtraName, PackageName};

use super::{BuildPlan, ByPlace, Edges, Inputs, Place, Variant};
use crate::environment::{EnvironmentId, EnvironmentSet, Environments};
use crate::lock::Source;
use crate::project::requirement::BuildRequirement;

/// How a package is built.
#[derive(Debug)]
pub struct Build<'l> {
    /// What it is built with, and who says so.
    pub plan: BuildPlan<'l>,
    /// What of that some environment needs.
    pub requirements: Vec<&'l BuildRequirement>,
    /// What the package set provides for it.
    pub from_set: ByPlace<'l, Edges<'l>>,
    /// What is locked for it.
    pub locked: LockedLists,
}

/// The lists of requirements that are locked for the builds of a package.
#[derive(Debug, Default)]
pub struct LockedLists {
    /// The list for usual builds.
    pub usual: Option<String>,
    /// The list for builds as an editable package, where that takes more.
    pub editable: Option<String>,
    /// The requirements that are taken from the packages of the project instead.
    pub of_project: BTreeSet<PackageName>,
    /// Whether builds see packages of the project, too.
    pub is_beside_project: bool,
}

impl<'l> Build<'l> {
    /// How a variant is built, by this plan, for which these lists are locked.
    pub(super) fn of(
        plan: BuildPlan<'l>,
        variant: &Variant<'l>,
        locked: LockedLists,
        inputs: Inputs<'l>,
    ) -> Self {
        let environments = &inputs.resolved.environments;
        let present = &variant.installed.present;
        // Without a list, the builders take the default of PEP 517; dependencies would be a list.
        let has_list = |id| {
            plan.is_said() || (!plan.is_isolated && variant.has_dependencies(id, environments))
        };
        let listed: EnvironmentSet = present.iter().filter(|&id| has_list(id)).collect();
        let needed = needed(&plan, &listed, environments);
        // A folder may be built again where it is installed, with what the set has.
        let is_all = is_folder(&variant.package.source) && !locked.is_beside_project;
        let of_set = if is_all { needed.clone() } else { locked.others(&needed) };
        let mut from_set = edges_by_place(&of_set, present, environments);
        if !plan.is_isolated {
            add_dependencies(&mut from_set, variant);
        }
        let requirements = needed.into_iter().map(|(requirement, _)| requirement).collect();
        Self { plan, requirements, from_set, locked }
    }

    /// How a package that only builds need is built in the environments in which it is `present`.
    pub(super) fn of_tool(
        plan: BuildPlan<'l>,
        present: &EnvironmentSet,
        locked: LockedLists,
        inputs: Inputs<'l>,
    ) -> Self {
        let environments = &inputs.resolved.environments;
        let nowhere = EnvironmentSet::default();
        let needed = needed(&plan, if plan.is_said() { present } else { &nowhere }, environments);
        let from_set = edges_by_place(&locked.others(&needed), present, environments);
        let requirements = needed.into_iter().map(|(requirement, _)| requirement).collect();
        Self { plan, requirements, from_set, locked }
    }
}

/// A requirement, with the environments that need it.
type Needed<'l> = (&'l BuildRequirement, EnvironmentSet);

impl LockedLists {
    /// The requirements that are not locked.
    fn others<'l>(&self, needed: &[Needed<'l>]) -> Vec<Needed<'l>> {
        let is_other = |name| self.usual.is_none() || self.of_project.contains(name);
        needed.iter().filter(|(it, _)| is_other(&it.name)).cloned().collect()
    }
}

/// The requirements of a plan, each with those of the `listed` environments that need it.
fn needed<'l>(
    plan: &BuildPlan<'l>,
    listed: &EnvironmentSet,
    environments: &Environments,
) -> Vec<Needed<'l>> {
    if listed.is_empty() {
        return Vec::new();
    }
    let needed = plan.requirements().into_iter().filter_map(|requirement| {
        let here = listed.iter().filter(|&id| requirement.applies_to(&environments[id]));
        Some((requirement, EnvironmentSet::from_iter(here))).filter(|(_, set)| !set.is_empty())
    });
    needed.collect()
}

impl Variant<'_> {
    /// Whether it needs other packages to run in an environment.
    fn has_dependencies(&self, id: EnvironmentId, environments: &Environments) -> bool {
        let ByPlace { everywhere, conditional } = &self.dependencies;
        let here = conditional.iter().filter(|(place, _)| place.is_in(id, environments));
        let mut here = here.map(|(_, dependencies)| dependencies).chain([everywhere]);
        here.any(|dependencies| !dependencies.required.is_empty())
    }

    /// Whether it has an extra or a dependency group of this name, somewhere.
    pub(super) fn has_extra(&self, name: &ExtraName) -> bool {
        let ByPlace { everywhere, conditional } = &self.dependencies;
        let mut all = conditional.values().chain([everywhere]);
        all.any(|it| it.extras.contains_key(name) || it.groups.contains_key(name))
    }

    /// Whether it is a folder that can be built as an editable package.
    #[must_use]
    pub const fn is_folder(&self) -> bool {
        is_folder(&self.package.source)
    }
}

/// Whether a source is a folder that can be built as an editable package.
pub(super) const fn is_folder(source: &Source) -> bool {
    match source {
        Source::Directory(_) | Source::Editable(_) => true,
        Source::Registry(_)
        | Source::Git(_)
        | Source::Url { .. }
        | Source::Path(_)
        | Source::Virtual(_) => false,
    }
}

/// Which packages are needed where.
fn edges_by_place<'l>(
    needed: &[(&'l BuildRequirement, EnvironmentSet)],
    present: &EnvironmentSet,
    environments: &'l Environments,
) -> ByPlace<'l, Edges<'l>> {
    let mut sets: BTreeMap<_, EnvironmentSet> = BTreeMap::new();
    for id in present.iter() {
        let here = needed.iter().filter(|(_, set)| set.contains(id));
        for edge in edges(here.map(|(requirement, _)| *requirement)) {
            sets.entry(edge).or_default().insert(id);
        }
    }
    let mut by_place = ByPlace::<Edges>::default();
    for ((name, extras), set) in sets {
        by_place.at(Place::among(environments, &set, present)).insert(name, extras);
    }
    by_place
}

/// Each package that is named, with the extras that all its requirements ask for.
fn edges<'l>(requirements: impl Iterator<Item = &'l BuildRequirement>) -> Edges<'l> {
    let mut edges = Edges::new();
    for requirement in requirements {
        edges.entry(&requirement.name).or_default().extend(&requirement.extras);
    }
    edges
}

/// Without isolation, a build sees what is installed: what it needs of that are its dependencies.
fn add_dependencies<'l>(from_set: &mut ByPlace<'l, Edges<'l>>, variant: &Variant<'l>) {
    let add = |edges: &mut Edges<'l>, more: &Edges<'l>| {
        for (&name, extras) in more {
            edges.entry(name).or_default().extend(extras);
        }
    };
    let ByPlace { everywhere, conditional } = &variant.dependencies;
    add(&mut from_set.everywhere, &everywhere.required);
    for (place, dependencies) in conditional {
        if !dependencies.required.is_empty() {
            add(from_set.at(place.clone()), &dependencies.required);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Merged, Overlay};
    use super::*;
    use crate::environment::EnvironmentOptions;
    use crate::facts::Facts;
    use crate::project::Workspace;
    use crate::project::settings::Backend;
    use crate::resolution::resolved::Resolved;

    const LOCK: &str = "\
version = 1
requires-python = '>=3.12'
[[package]]
name = 'app'
version = '1'
source = { virtual = '.' }
dependencies = [{ name = 'built' }]
[[package]]
name = 'built'
version = '2'
source = { registry = 'https://pypi.example/simple' }
sdist = { url = 'https://files.example/built-2.tar.gz', hash = 'md5:00000000000000000000000000000000' }
dependencies = [{ name = 'other', marker = \"sys_platform == 'linux'\" }]
[[package]]
name = 'other'
version = '3'
source = { registry = 'https://pypi.example/simple' }
";

    /// What `built`, whose build requirements are unknown, takes from the set.
    fn from_set(settings: &str) -> [Vec<String>; 2] {
        let (workspace, facts) = (Workspace::of_texts(LOCK, settings), Facts::default());
        let options = EnvironmentOptions::default();
        let resolved = Resolved::of(workspace.lock(), &options).unwrap();
        let inputs = Inputs { resolved: &resolved, workspace: &workspace };
        let overlay = Overlay::of(Merged::of(inputs), &facts, Backend::PyprojectNix);
        let built = overlay.variants().find(|it| it.variant.package.name.as_ref() == "built");
        let ByPlace { everywhere, conditional } = &built.unwrap().build.from_set;
        let names = |edges: &Edges<'_>| edges.keys().map(ToString::to_string).collect();
        [names(everywhere), conditional.values().flat_map(|it| names(it) as Vec<_>).collect()]
    }

    #[test]
    fn unknown_build_requirements_are_not_guessed_unless_something_is_added_to_them() {
        let nothing: [Vec<String>; 2] = [vec![], vec![]];
        assert_eq!(from_set(""), nothing);
        let added = from_set("tool.uv.extra-build-dependencies.built = ['cython']");
        assert_eq!(added[0], ["cython", "setuptools", "wheel"]);
        let without_isolation = from_set("tool.uv.no-build-isolation-package = ['built']");
        assert_eq!(without_isolation[0], [""; 0]);
        assert_eq!(without_isolation[1], ["other", "setuptools", "wheel"]);
    }
}
