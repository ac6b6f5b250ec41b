//! The packages that can be installed by name.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{ExtraName, PackageName};

use super::Inputs;
use crate::lock::{ConflictItem, PackageId};
use crate::project::DefaultGroups;

/// A package that can be installed by name.
#[derive(Debug)]
pub struct Member<'l> {
    /// Its extras.
    pub extras: BTreeSet<&'l ExtraName>,
    /// Its dependency groups.
    pub groups: BTreeSet<&'l ExtraName>,
    /// Its default dependency groups, if declared.
    pub default_groups: BTreeSet<&'l ExtraName>,
    /// The groups that some environments cannot have: which Pythons they are for, and the scopes of
    /// the others.
    pub limited_groups: BTreeMap<&'l ExtraName, (&'l str, BTreeSet<&'l str>)>,
    /// Whether it is installed on request only, because it conflicts with the project in the folder of the
    /// lock file, or with something that does.
    pub on_request: bool,
}

impl<'l> Inputs<'l> {
    pub(super) fn members(&self) -> BTreeMap<&'l PackageName, Member<'l>> {
        let members = &self.resolved.graph.lock.members;
        let mut members: BTreeMap<_, _> = members
            .iter()
            .map(|&id| (&self.resolved.graph.lock[id].name, self.member(id)))
            .collect();
        // By default, uv installs the project in the folder of the lock file.
        if let Some(project) = self.resolved.graph.lock.project()
            && self.is_refused(&members)
        {
            for (name, member) in &mut members {
                member.on_request = *name != &self.resolved.graph.lock[project].name;
            }
        }
        members
    }

    /// Whether the members with their default groups exclude each other.
    fn is_refused(&self, members: &BTreeMap<&PackageName, Member<'_>>) -> bool {
        let mut together = self.resolved.conflicts.allowed().clone();
        for (&name, member) in members {
            let groups = member.default_groups.iter();
            let groups = groups.map(|&group| ConflictItem::Group(name.clone(), group.clone()));
            for item in groups.chain([ConflictItem::Project(name.clone())]) {
                together = together.and(&self.resolved.conflicts.chosen_item(&item));
            }
        }
        together.is_never()
    }

    fn member(&self, id: PackageId) -> Member<'l> {
        let package = &self.resolved.graph.lock[id];
        let project = self.workspace.projects().get(&id);
        let extras = project.iter().flat_map(|it| &it.extras).chain(package.extras.keys());
        let groups = project.iter().flat_map(|it| &it.groups).chain(package.groups.keys());
        let groups: BTreeSet<_> = groups.collect();
        let declared = project.and_then(|project| project.default_groups.as_ref());
        let locked = self.resolved.graph.lock.default_groups(id);
        let is_default = |group: &&ExtraName| match (locked, declared) {
            (Some(named), _) | (None, Some(DefaultGroups::Named(named))) => named.contains(group),
            (None, Some(DefaultGroups::All)) => true,
            (None, None) => false,
        };
        Member {
            extras: extras.collect(),
            default_groups: groups.iter().copied().filter(is_default).collect(),
            groups,
            limited_groups: self.limited_groups(id),
            on_request: false,
        }
    }

    fn limited_groups(
        &self,
        id: PackageId,
    ) -> BTreeMap<&'l ExtraName, (&'l str, BTreeSet<&'l str>)> {
        let environments = &self.resolved.environments;
        let limited = self.resolved.graph.lock.group_pythons(id).filter_map(|(group, python)| {
            let is_refused = |id| self.resolved.follows(id, Some(python.marker)).is_never();
            let refused = environments.set(is_refused);
            let scopes = environments.cover(&refused, environments.all());
            (!refused.is_empty()).then_some((group, (python.text.as_str(), scopes)))
        });
        limited.collect()
    }
}
