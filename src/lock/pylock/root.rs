//! What is installed by name: the root of a `pylock.toml`, and the project next to the file.

use pep508_rs::{ExtraName, PackageName};

use super::PylockError;
use crate::lock::convert::{bad_value, empty, empty_root, extra_name, root_name};
use crate::lock::marker::{Marker, Markers, PylockChoice};
use crate::lock::source::{LocalPath, RelativePath, Source};
use crate::lock::wire::Text;
use crate::lock::{Dependency, Lock, LockKind, Package, PackageId, PackageVersion};

const ONE_CHOICE: &str = "supported are alternatives of an environment with at most one `'name' in extras` or `'name' in dependency_groups`: \
     write the file again without these extras and groups, or one file for each selection of them";

/// The root, which needs everything.
pub(super) struct Root(Package);

impl Root {
    /// The root with these extras and dependency groups, none of which needs anything yet.
    pub(super) fn of(extras: Vec<Text>, groups: Vec<Text>) -> Result<Self, PylockError> {
        let mut root = empty_root(LockKind::Pylock, &[]);
        root.extras = names(extras)?.into_iter().map(|name| (name, Vec::new())).collect();
        root.groups = names(groups)?.into_iter().map(|name| (name, Vec::new())).collect();
        Ok(Self(root))
    }

    /// Adds the dependency groups that are installed by default, which need not be among the others.
    pub(super) fn add_default_groups(
        &mut self,
        groups: Vec<Text>,
    ) -> Result<Vec<ExtraName>, PylockError> {
        let groups = names(groups)?;
        for group in &groups {
            self.0.groups.entry(group.clone()).or_default();
        }
        Ok(groups)
    }

    /// Adds a package to everything that its marker names. What is not declared cannot be chosen.
    pub(super) fn needs(
        &mut self,
        target: PackageId,
        package: &Package,
        marker: Option<Text>,
        markers: &mut Markers,
    ) -> Result<(), PylockError> {
        let edge = |marker: Option<&Marker>, markers: &mut Markers| Dependency {
            name: package.name.clone(),
            version: None,
            source: None,
            target: Some(target),
            extras: Vec::new(),
            marker: marker.filter(|it| !it.is_always()).map(|it| markers.intern(it.clone())),
            span: package.span.clone(),
        };
        let Some(text) = marker else {
            self.0.dependencies.push(edge(None, markers));
            return Ok(());
        };
        let marker = Marker::of_pylock(text.get_ref());
        let marker = marker.map_err(|message| bad_value(message, text.span()))?;
        let cases = marker.cases().map_err(|why| {
            let message = format!("the marker of `{}` {}", package.name, why.reason());
            PylockError::unsupported(message, ONE_CHOICE, text.span())
        })?;
        for (choice, marker) in &cases {
            let needed = match choice {
                None => Some(&mut self.0.dependencies),
                Some(PylockChoice::Extra(name)) => self.0.extras.get_mut(name),
                Some(PylockChoice::Group(name)) => self.0.groups.get_mut(name),
            };
            if let Some(needed) = needed {
                needed.push(edge(Some(marker), markers));
            }
        }
        Ok(())
    }

    /// The root as a package beside these.
    pub(super) fn package(self, packages: &[Package]) -> Package {
        Package { name: root_name(LockKind::Pylock, packages), ..self.0 }
    }
}

fn names(texts: Vec<Text>) -> Result<Vec<ExtraName>, PylockError> {
    let names = texts.into_iter().map(|text| {
        let span = text.span();
        Ok(extra_name(text.into_inner(), &span)?)
    });
    names.collect()
}

/// Adds the project in the folder of the file, as a member with the needs of the root. Without a choice, that is what
/// is installed by default.
pub(in crate::lock) fn add_project(
    lock: &mut Lock,
    name: PackageName,
    version: Option<PackageVersion>,
) {
    let here = RelativePath::here();
    let Some(root) = lock.root.filter(|root| !lock.members.iter().any(|it| it != root)) else {
        return;
    };
    let is_here =
        |package: &Package| package.name == name && package.source.folder() == Some(&here);
    let packages = lock.packages.iter().take(root.0);
    let project = match { packages }.position(|package| package.name == name) {
        Some(listed) if is_here(&lock.packages[listed]) => PackageId(listed),
        // The file installs another package instead of the project.
        Some(_) => return,
        None => {
            let source = Source::Editable(LocalPath::Relative(here));
            lock.packages.push(Package { version, source, ..empty(name) });
            PackageId(lock.packages.len() - 1)
        }
    };
    let Package { dependencies, extras, groups, .. } = lock.packages[root.0].clone();
    let others = |needed: Vec<Dependency>| {
        Vec::from_iter(needed.into_iter().filter(|it| it.target != Some(project)))
    };
    let defaults = lock.default_groups.iter().filter_map(|group| groups.get(group));
    let dependencies = dependencies.into_iter().chain(defaults.flatten().cloned());
    let package = &mut lock.packages[project.0];
    package.dependencies = others(dependencies.collect());
    package.extras = extras.into_iter().map(|(name, needed)| (name, others(needed))).collect();
    package.groups = groups.into_iter().map(|(name, needed)| (name, others(needed))).collect();
    lock.members.push(project);
    if lock.packages[root.0].name == lock.packages[project.0].name {
        lock.packages[root.0].name = root_name(lock.kind, &lock.packages);
    }
}
