//! From the file as it is written to the lock as it is meant.

mod file;
mod metadata;
mod value;

use std::iter;

use indexmap::IndexMap;
use pep508_rs::{ExtraName, InvalidNameError, PackageName};
use toml::Spanned;

use super::source::{LocalPath, RelativePath, Source};
use super::wire::{self, Text};
use super::{
    ConflictItem, ConflictSet, Dependency, GroupPythons, Lock, LockError, LockKind,
    LockedRequirement, Package, PackageId, RequiresPython, Span,
};
use crate::lock::marker::{Marker, MarkerId, Markers};
use crate::lock::metadata::Metadata;
use crate::text::printable::spelled_out;

use file::{read_sdist, read_source, read_wheel};
use value::extra_names;
pub(super) use value::{
    BadValue, bad_value, extra_name, package_name, package_version, requires_python,
};

type Dependencies = IndexMap<ExtraName, Vec<Dependency>>;

/// Refuses a newer format.
pub(super) fn check_version(version: &Spanned<i64>) -> Result<(), LockError> {
    match *version.get_ref() {
        1 => Ok(()),
        other => Err(LockError::UnknownVersion { version: other, span: version.span().into() }),
    }
}

/// Everything of the file, checked and normalized.
pub(super) fn lock(wire: wire::Lock) -> Result<Lock, LockError> {
    check_version(&wire.version)?;
    let mut reader = Reader::default();
    let (requires_python, python) = requires_python(wire.requires_python, &mut reader.markers)?;
    let supported_markers = reader.markers(&wire.supported_markers)?;
    let mut packages = Vec::with_capacity(wire.packages.len() + 1);
    for package in wire.packages {
        packages.push(reader.package(package)?);
    }
    let mut members = members(&wire.manifest.members, &packages)?;
    let requirements = wire.manifest.requirements.iter().map(locked_requirement);
    let requirements = requirements.collect::<Result<_, _>>()?;
    let mut root = None;
    if !wire.manifest.requirements.is_empty() || !wire.manifest.dependency_groups.is_empty() {
        let id = *root.insert(PackageId(packages.len()));
        packages.push(reader.workspace_root(wire.manifest, &packages)?);
        members.push(id);
    }
    Ok(Lock {
        kind: LockKind::Uv,
        newer_version: None,
        default_groups: Vec::new(),
        requires_python,
        python,
        supported_markers,
        conflicts: wire.conflicts.into_iter().map(conflict_set).collect::<Result<_, _>>()?,
        members,
        requirements,
        markers: reader.markers,
        script: None,
        root,
        packages,
    })
}

/// The packages that the manifest names; without one, the project in the lock's own folder.
fn members(names: &[Text], packages: &[Package]) -> Result<Vec<PackageId>, LockError> {
    let local = |wanted: &dyn Fn(&Package, &LocalPath) -> bool| {
        let found = packages.iter().position(|package| match &package.source {
            Source::Directory(path) | Source::Editable(path) | Source::Virtual(path) => {
                wanted(package, path)
            }
            Source::Registry(_) | Source::Git(_) | Source::Url { .. } | Source::Path(_) => false,
        });
        found.map(PackageId)
    };
    if names.is_empty() {
        let here = LocalPath::Relative(RelativePath::here());
        return Ok(local(&|_, path| *path == here).into_iter().collect());
    }
    let members = names.iter().map(|member| {
        let name = package_name(member)?;
        local(&|package, _| package.name == name).ok_or_else(|| LockError::UnknownMember {
            member: name.to_string(),
            span: member.span().into(),
        })
    });
    members.collect()
}

#[derive(Default)]
struct Reader {
    markers: Markers,
}

impl Reader {
    fn marker(&mut self, text: &Text) -> Result<MarkerId, LockError> {
        self.markers.parse(text.get_ref()).map_err(|message| LockError::BadMarker {
            message: spelled_out(&message),
            span: text.span().into(),
        })
    }

    fn markers(&mut self, texts: &[Text]) -> Result<Vec<MarkerId>, LockError> {
        texts.iter().map(|text| self.marker(text)).collect()
    }

    fn group_pythons(&mut self, limits: IndexMap<String, Text>) -> Result<GroupPythons, LockError> {
        let limits = limits.into_iter().map(|(group, text)| {
            let span = text.span();
            let group = extra_name(group, &span)?;
            let (text, marker) = requires_python(text, &mut self.markers)?;
            Ok((group, RequiresPython { text, marker }))
        });
        limits.collect()
    }

    fn package(&mut self, wire: wire::Package) -> Result<Package, LockError> {
        let name = package_name(&wire.name)?;
        let version = wire.version.map(package_version).transpose()?;
        let source = read_source(wire.source, &name)?;
        if version.is_none() && matches!(source, Source::Registry(_)) {
            let message = format!("`{name}` is from an index and has no version");
            return Err(bad_value(message, wire.name.span()).into());
        }
        let sdist = wire.sdist.map(|sdist| read_sdist(sdist, &source)).transpose()?;
        let wheels = wire.wheels.into_iter().map(|it| read_wheel(it, &source, version.as_ref()));
        let wheels = wheels.collect::<Result<_, _>>()?;

        let span = wire.name.span();
        let mut extras = self.named_dependencies(wire.optional_dependencies, &span)?;
        let mut groups = self.named_dependencies(wire.dependency_groups, &span)?;
        let metadata = wire.metadata.map(|it| metadata::read(it, &span)).transpose()?;
        if let Some(Metadata { extras: provided, groups: required, .. }) = &metadata {
            for extra in provided {
                extras.entry(extra.clone()).or_default();
            }
            for group in required.keys() {
                groups.entry(group.clone()).or_default();
            }
        }
        Ok(Package {
            resolution_markers: self.markers(&wire.resolution_markers)?,
            dependencies: self.dependencies(wire.dependencies)?,
            group_pythons: self.group_pythons(wire.group_requires_python)?,
            span,
            name,
            version,
            source,
            extras,
            groups,
            metadata,
            sdist,
            wheels: compact(wheels),
            requires_python: None,
        })
    }

    fn named_dependencies(
        &mut self,
        named: IndexMap<String, Vec<wire::Dependency>>,
        span: &Span,
    ) -> Result<Dependencies, LockError> {
        let named = named.into_iter().map(|(name, dependencies)| {
            Ok((extra_name(name, span)?, self.dependencies(dependencies)?))
        });
        named.collect()
    }

    fn dependencies(
        &mut self,
        dependencies: Vec<wire::Dependency>,
    ) -> Result<Vec<Dependency>, LockError> {
        let read = dependencies.into_iter().map(|dependency| self.dependency(dependency));
        read.collect::<Result<_, _>>().map(compact)
    }

    fn dependency(&mut self, wire: wire::Dependency) -> Result<Dependency, LockError> {
        let name = package_name(&wire.name)?;
        let span = wire.name.span();
        Ok(Dependency {
            source: wire.source.map(|it| read_source(*it, &name).map(Box::new)).transpose()?,
            extras: extra_names(wire.extra, &span)?,
            marker: wire.marker.map(|marker| self.marker(&marker)).transpose()?,
            version: wire.version,
            target: None,
            name,
            span,
        })
    }

    /// The requirements of a script, or of a root without `[project]`, as a package like others.
    fn workspace_root(
        &mut self,
        manifest: wire::Manifest,
        packages: &[Package],
    ) -> Result<Package, LockError> {
        let mut groups = Dependencies::new();
        let metadata = metadata::of_groups(&manifest.dependency_groups)?;
        for (group, requirements) in manifest.dependency_groups {
            groups.insert(extra_name(group, &(0..0))?, self.requirements(requirements, packages)?);
        }
        Ok(Package {
            dependencies: self.requirements(manifest.requirements, packages)?,
            groups,
            metadata: Some(metadata),
            group_pythons: self.group_pythons(manifest.group_requires_python)?,
            ..empty_root(LockKind::Uv, packages)
        })
    }

    /// A requirement names no version: it means each package of its name, in the forks of that one.
    fn requirements(
        &mut self,
        requirements: Vec<wire::Requirement>,
        packages: &[Package],
    ) -> Result<Vec<Dependency>, LockError> {
        let mut dependencies = Vec::new();
        for requirement in requirements {
            let name = package_name(&requirement.name)?;
            let span = requirement.name.span();
            let marker = requirement.marker.map(|marker| self.marker(&marker)).transpose()?;
            let extras = extra_names(requirement.extras, &span)?;
            let named = packages.iter().enumerate().filter(|(_, package)| package.name == name);
            for (index, package) in named {
                dependencies.push(Dependency {
                    name: name.clone(),
                    version: None,
                    source: None,
                    target: Some(PackageId(index)),
                    extras: extras.clone(),
                    marker: self.within_forks(marker, &package.resolution_markers),
                    span: span.clone(),
                });
            }
        }
        Ok(dependencies)
    }

    fn within_forks(&mut self, marker: Option<MarkerId>, forks: &[MarkerId]) -> Option<MarkerId> {
        if forks.is_empty() {
            return marker;
        }
        let forks = Marker::any(forks.iter().map(|&fork| self.markers[fork].clone()));
        let marker = marker.map(|marker| self.markers[marker].clone());
        Some(self.markers.intern(Marker::all([forks].into_iter().chain(marker))))
    }
}

/// A list without room for more: it is in the memory of the list that was read, whose items were larger.
fn compact<T>(mut list: Vec<T>) -> Vec<T> {
    list.shrink_to_fit();
    list
}

/// A root that needs nothing.
pub(super) fn empty_root(kind: LockKind, packages: &[Package]) -> Package {
    empty(root_name(kind, packages))
}

/// The name of a root: `workspace-root` or `pylock` or, if packages have this name, the first with a number that no
/// package has.
pub(super) fn root_name(kind: LockKind, packages: &[Package]) -> PackageName {
    let name = match kind {
        LockKind::Uv => "workspace-root",
        LockKind::Pylock => "pylock",
    };
    let numbers = (2..).map(|number| format!("{name}-{number}"));
    let names = iter::once(name.to_owned()).chain(numbers);
    let mut names = names.map(|name| PackageName::new(name).expect("letters, digits and hyphens"));
    let is_free = |name: &PackageName| packages.iter().all(|package| package.name != *name);
    names.find(is_free).expect("there are more numbers than packages")
}

/// A package that needs nothing.
pub(super) fn empty(name: PackageName) -> Package {
    Package {
        name,
        version: None,
        source: Source::Virtual(LocalPath::Relative(RelativePath::here())),
        resolution_markers: Vec::new(),
        dependencies: Vec::new(),
        extras: IndexMap::new(),
        groups: IndexMap::new(),
        group_pythons: IndexMap::new(),
        metadata: None,
        sdist: None,
        wheels: Vec::new(),
        requires_python: None,
        span: 0..0,
    }
}

fn locked_requirement(wire: &wire::Requirement) -> Result<LockedRequirement, LockError> {
    let span = wire.name.span();
    Ok(LockedRequirement {
        name: package_name(&wire.name)?,
        extras: extra_names(wire.extras.clone(), &span)?,
        specifier: wire.specifier.clone(),
        span,
    })
}

fn conflict_set(wire: Spanned<Vec<wire::ConflictItem>>) -> Result<ConflictSet, LockError> {
    let span = wire.span();
    let items = wire.into_inner().into_iter().map(|item| {
        let wrong = |error: InvalidNameError| bad_value(error.to_string(), span.clone());
        let package = PackageName::new(item.package).map_err(wrong)?;
        let name = |name| ExtraName::new(name).map_err(wrong);
        Ok(match (item.extra, item.group) {
            (Some(_), Some(_)) => {
                let message = "an item of a conflict has both an extra and a group";
                return Err(LockError::from(bad_value(message, span.clone())));
            }
            (Some(extra), None) => ConflictItem::Extra(package, name(extra)?),
            (None, Some(group)) => ConflictItem::Group(package, name(group)?),
            (None, None) => ConflictItem::Project(package),
        })
    });
    let items = items.collect::<Result<Vec<_>, LockError>>()?;
    if items.len() < 2 {
        let message = "a conflict is between at least two extras, groups or projects";
        return Err(bad_value(message, span).into());
    }
    Ok(ConflictSet { items, span })
}
