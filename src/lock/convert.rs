//! From the file as it is written to the lock as it is meant.

use indexmap::IndexMap;
use miette::SourceSpan;
use pep508_rs::{ExtraName, MarkerTree, PackageName};
use toml::Spanned;

use super::file::{Hash, Location, Sdist, Wheel};
use super::source::{self, Git, LocalPath, Registry, RelativePath, Source};
use super::wire::{self, Text};
use super::{
    ConflictItem, ConflictSet, Dependency, GroupPythons, Lock, LockError, LockedRequirement,
    Package, PackageId, PackageVersion, RequiresPython, Span, WORKSPACE_ROOT,
};
use crate::lock::marker::{MarkerId, Markers};
use crate::text::printable::spelled_out;

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
    let (requires_python, python) = reader.requires_python(wire.requires_python)?;
    let supported_markers = reader.markers(&wire.supported_markers)?;
    let mut packages = Vec::with_capacity(wire.packages.len() + 1);
    for package in wire.packages {
        packages.push(reader.package(package)?);
    }
    let mut members = members(&wire.manifest.members, &packages)?;
    let requirements = wire.manifest.requirements.iter().map(locked_requirement);
    let requirements = requirements.collect::<Result<_, _>>()?;
    if !wire.manifest.requirements.is_empty() || !wire.manifest.dependency_groups.is_empty() {
        let root = reader.workspace_root(wire.manifest, &packages)?;
        members.push(PackageId(packages.len()));
        packages.push(root);
    }
    Ok(Lock {
        requires_python,
        python,
        supported_markers,
        conflicts: wire.conflicts.into_iter().map(conflict_set).collect::<Result<_, _>>()?,
        members,
        requirements,
        markers: reader.markers,
        script: None,
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
    fn requires_python(&mut self, text: Option<Text>) -> Result<(String, MarkerId), LockError> {
        let Some(text) = text else {
            return Ok((String::new(), self.markers.intern(MarkerTree::TRUE)));
        };
        let span = text.span();
        let text = text.into_inner();
        let python = self.markers.parse_specifiers(&text);
        Ok((text, python.map_err(|message| bad_value(message, span))?))
    }

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
            let (text, marker) = self.requires_python(Some(text))?;
            Ok((group, RequiresPython { text, marker }))
        });
        limits.collect()
    }

    fn package(&mut self, wire: wire::Package) -> Result<Package, LockError> {
        let name = package_name(&wire.name)?;
        let version = wire.version.map(package_version).transpose()?;
        let source = read_source(wire.source, &name)?;
        let sdist = wire.sdist.map(|sdist| read_sdist(sdist, &source)).transpose()?;
        let wheels = wire.wheels.into_iter().map(|wheel| read_wheel(wheel, &source));
        let wheels = wheels.collect::<Result<_, _>>()?;

        let span = wire.name.span();
        let mut extras = self.named_dependencies(wire.optional_dependencies, &span)?;
        for extra in wire.metadata.provides_extras {
            extras.entry(extra_name(extra, &span)?).or_default();
        }
        let mut groups = self.named_dependencies(wire.dependency_groups, &span)?;
        for group in wire.metadata.requires_dev.into_keys() {
            groups.entry(extra_name(group, &span)?).or_default();
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
            sdist,
            wheels,
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
        dependencies.into_iter().map(|dependency| self.dependency(dependency)).collect()
    }

    fn dependency(&mut self, wire: wire::Dependency) -> Result<Dependency, LockError> {
        let name = package_name(&wire.name)?;
        let span = wire.name.span();
        Ok(Dependency {
            source: wire.source.map(|source| read_source(source, &name)).transpose()?,
            extras: extra_names(wire.extra, &span)?,
            marker: wire.marker.map(|marker| self.marker(&marker)).transpose()?,
            version: wire.version,
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
        for (group, requirements) in manifest.dependency_groups {
            groups.insert(extra_name(group, &(0..0))?, self.requirements(requirements, packages)?);
        }
        Ok(Package {
            dependencies: self.requirements(manifest.requirements, packages)?,
            groups,
            group_pythons: self.group_pythons(manifest.group_requires_python)?,
            ..empty_root()
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
            for package in packages.iter().filter(|package| package.name == name) {
                dependencies.push(Dependency {
                    name: name.clone(),
                    version: package.version.as_ref().map(|version| version.text.clone()),
                    source: Some(package.source.clone()),
                    extras: extras.clone(),
                    marker: self.within_forks(marker, &package.resolution_markers),
                    span: span.clone(),
                });
            }
        }
        Ok(dependencies)
    }

    fn within_forks(&mut self, marker: Option<MarkerId>, forks: &[MarkerId]) -> Option<MarkerId> {
        let mut in_some_fork = match forks {
            [] => return marker,
            _ => MarkerTree::FALSE,
        };
        for &fork in forks {
            in_some_fork.or(self.markers[fork].clone());
        }
        if let Some(marker) = marker {
            in_some_fork.and(self.markers[marker].clone());
        }
        Some(self.markers.intern(in_some_fork))
    }
}

/// A root without `[project]` that needs nothing.
pub(super) fn empty_root() -> Package {
    Package {
        name: PackageName::new(WORKSPACE_ROOT.to_owned()).expect("a valid name"),
        version: None,
        source: Source::Virtual(LocalPath::Relative(RelativePath::here())),
        resolution_markers: Vec::new(),
        dependencies: Vec::new(),
        extras: IndexMap::new(),
        groups: IndexMap::new(),
        group_pythons: IndexMap::new(),
        sdist: None,
        wheels: Vec::new(),
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
        let package = PackageName::new(item.package)?;
        Ok(match (item.extra, item.group) {
            (Some(extra), _) => ConflictItem::Extra(package, ExtraName::new(extra)?),
            (None, Some(group)) => ConflictItem::Group(package, ExtraName::new(group)?),
            (None, None) => ConflictItem::Project(package),
        })
    });
    let items = items.collect::<Result<_, pep508_rs::InvalidNameError>>();
    Ok(ConflictSet {
        items: items.map_err(|error| bad_value(error.to_string(), span.clone()))?,
        span,
    })
}

fn read_source(wire: Spanned<wire::Source>, package: &PackageName) -> Result<Source, LockError> {
    let span = wire.span();
    let wire = wire.into_inner();
    let local = |path: String| LocalPath::try_from(path.as_str());
    let source = if let Some(registry) = wire.registry {
        if registry.contains("://") {
            Ok(Source::Registry(Registry::Url(registry)))
        } else {
            local(registry).map(|path| Source::Registry(Registry::Path(path)))
        }
    } else if let Some(git) = wire.git {
        Git::try_from(git.as_str()).map(Source::Git)
    } else if let Some(url) = wire.url {
        let inside = wire.subdirectory.as_deref().map(source::inside).transpose();
        inside.and_then(|subdirectory| {
            source::check_url(&url)?;
            Ok(Source::Url { url, subdirectory })
        })
    } else if let Some(path) = wire.path {
        local(path).map(Source::Path)
    } else if let Some(path) = wire.directory {
        local(path).map(Source::Directory)
    } else if let Some(path) = wire.editable {
        local(path).map(Source::Editable)
    } else if let Some(path) = wire.r#virtual {
        local(path).map(Source::Virtual)
    } else {
        return Err(LockError::UnknownSource { package: package.to_string(), span: span.into() });
    };
    source.map_err(|message| bad_value(message, span))
}

fn read_sdist(wire: Spanned<wire::Sdist>, source: &Source) -> Result<Sdist, LockError> {
    let span = wire.span();
    let wire = wire.into_inner();
    let location = location(wire.url, wire.path.as_deref(), source);
    Ok(Sdist {
        location: location.map_err(|message| bad_value(message, span.clone()))?,
        hash: read_hash(wire.hash, span)?,
    })
}

fn read_wheel(wire: Spanned<wire::Wheel>, source: &Source) -> Result<Wheel, LockError> {
    let span = wire.span();
    let wire = wire.into_inner();
    let location = location(wire.url, wire.path.as_deref(), source)
        .map_err(|message| bad_value(message, span.clone()))?;
    let filename = wire.filename.or_else(|| match &location {
        Location::Url(url) => {
            let path = url.split(['?', '#']).next()?;
            path.rsplit('/').next().map(source::percent_decode)
        }
        Location::Path(path) | Location::InGit(path) => {
            path.as_str().rsplit('/').next().map(str::to_owned)
        }
        Location::Absolute(path) => path.rsplit('/').next().map(str::to_owned),
    });
    match filename {
        Some(filename) if !filename.contains(['/', '\0']) && !filename.is_empty() => {
            Ok(Wheel { filename, location, hash: read_hash(wire.hash, span)? })
        }
        _ => Err(bad_value("this wheel has no file name", span)),
    }
}

/// A file says where it is, or its package's source does.
fn location(url: Option<String>, path: Option<&str>, source: &Source) -> Result<Location, String> {
    if let Some(url) = url {
        source::check_url(&url)?;
        return Ok(Location::Url(url));
    }
    let path = path.map(LocalPath::try_from).transpose()?;
    match (path, source) {
        (Some(LocalPath::Absolute(path)), _) => Ok(Location::Absolute(path)),
        (Some(LocalPath::Relative(path)), Source::Registry(Registry::Path(folder))) => match folder
        {
            LocalPath::Relative(folder) => Ok(Location::Path(folder.join(&path))),
            LocalPath::Absolute(folder) => Ok(Location::Absolute(format!("{folder}/{path}"))),
        },
        (Some(LocalPath::Relative(path)), _) => Ok(Location::Path(path)),
        (None, Source::Url { url, .. }) => Ok(Location::Url(url.clone())),
        (None, Source::Path(LocalPath::Relative(path))) => Ok(Location::Path(path.clone())),
        (None, Source::Path(LocalPath::Absolute(path))) => Ok(Location::Absolute(path.clone())),
        (None, Source::Git(Git { archive: Some(archive), .. })) => {
            Ok(Location::InGit(archive.clone()))
        }
        (
            None,
            Source::Registry(_)
            | Source::Git(_)
            | Source::Directory(_)
            | Source::Editable(_)
            | Source::Virtual(_),
        ) => Err("nothing says where this file is".to_owned()),
    }
}

fn read_hash(hash: Option<String>, span: Span) -> Result<Option<Hash>, LockError> {
    hash.map(Hash::try_from).transpose().map_err(|message| bad_value(message, span))
}

fn package_name(text: &Text) -> Result<PackageName, LockError> {
    PackageName::new(text.get_ref().clone())
        .map_err(|error| bad_value(error.to_string(), text.span()))
}

/// The name of an extra or a group; `span` is the package or edge that names it.
fn extra_name(name: String, span: &Span) -> Result<ExtraName, LockError> {
    ExtraName::new(name).map_err(|error| bad_value(error.to_string(), span.clone()))
}

fn extra_names(names: Vec<String>, span: &Span) -> Result<Vec<ExtraName>, LockError> {
    names.into_iter().map(|name| extra_name(name, span)).collect()
}

fn package_version(text: Text) -> Result<PackageVersion, LockError> {
    let span = text.span();
    text.into_inner().try_into().map_err(|message: String| bad_value(message, span))
}

fn bad_value(message: impl AsRef<str>, span: Span) -> LockError {
    LockError::BadValue { message: spelled_out(message.as_ref()), span: SourceSpan::from(span) }
}
