//! A `pyproject.toml` that is newer than the lock: what it requires differs from what was locked.
//!
//! uv compares all that the lock was made from. This comparison is only about the environments of the file, and
//! about what can be compared without running a build: it never reports a lock that uv accepts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use pep508_rs::{ExtraName, PackageName};

use super::declared::Declared;
use super::{Project, Workspace};
use crate::environment::{Environment, Environments};
use crate::lock::metadata::{Metadata, Requirement, Specifiers};
use crate::lock::{LockKind, Package};

/// A local package whose `pyproject.toml` was changed after the lock was made.
#[derive(Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The package, as the user knows it.
    pub package: String,
    /// What differs.
    pub differences: BTreeSet<Unlocked>,
}

impl Ahead {
    /// The help text for it. `lock2nix` is the command for the lock.
    #[must_use]
    pub fn help(lock2nix: &str) -> String {
        format!("run `uv lock`, then `{lock2nix}`")
    }
}

/// What the lock does not have as the `pyproject.toml` has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unlocked {
    /// The project itself.
    Project,
    /// Another name of the package.
    Name(String),
    /// Another version of the package.
    Version(String),
    /// A requirement that is new.
    Added(String),
    /// A requirement that is gone.
    Removed(String),
    /// A requirement with other versions or extras.
    Changed(String),
    /// An extra that is new.
    ExtraAdded(String),
    /// An extra that is gone.
    ExtraRemoved(String),
}

/// The local packages whose `pyproject.toml` is newer than the lock. Only a lock of uv says what it was made from.
#[must_use]
pub fn ahead(workspace: &Workspace, environments: &Environments) -> Vec<Ahead> {
    let lock = workspace.lock();
    if lock.kind != LockKind::Uv {
        return Vec::new();
    }
    let packages = workspace.projects().iter().filter_map(|(&id, project)| {
        let comparison = Comparison::of(&lock[id], project, environments)?;
        let differences = comparison.differences();
        let name = comparison.declared.name.as_ref();
        let package = name.map_or_else(|| lock.name_of(id), ToString::to_string);
        (!differences.is_empty()).then_some(Ahead { package, differences })
    });
    let absent = workspace.not_locked().map(|name| Ahead {
        package: name.to_string(),
        differences: BTreeSet::from([Unlocked::Project]),
    });
    packages.chain(absent).collect()
}

/// A package in its `pyproject.toml`, and in the lock.
struct Comparison<'c> {
    package: &'c Package,
    project: &'c Project,
    declared: &'c Declared,
    locked: &'c Metadata,
    environments: &'c Environments,
}

impl<'c> Comparison<'c> {
    /// `None` if the requirements of the project cannot be read.
    fn of(
        package: &'c Package,
        project: &'c Project,
        environments: &'c Environments,
    ) -> Option<Self> {
        static NOTHING: Metadata =
            Metadata { requirements: Vec::new(), extras: BTreeSet::new(), groups: BTreeMap::new() };
        let locked = package.metadata.as_ref().unwrap_or(&NOTHING);
        let declared = project.declared.as_ref()?;
        Some(Self { package, project, declared, locked, environments })
    }

    fn differences(&self) -> BTreeSet<Unlocked> {
        let mut differences = BTreeSet::from_iter(self.name().into_iter().chain(self.version()));
        if !self.declared.is_dynamic && self.has_requirements() {
            differences.extend(self.extras());
            self.compare_requirements(&mut differences);
        }
        let groups = &self.declared.metadata.groups;
        let all = groups.keys().chain(self.locked.groups.keys());
        for name in all.filter(|name| self.has_group(name)) {
            let of =
                |metadata: &'c Metadata| metadata.groups.get(name).map_or(&[][..], Vec::as_slice);
            let sides = Sides::that_differ(of(&self.declared.metadata), of(self.locked));
            for environment in self.environments.iter().filter(|it| self.is_for(name, it)) {
                sides.compare(environment, [&BTreeSet::new(); 2], &mut differences);
            }
        }
        differences
    }

    /// Whether the lock says what the package and its extras required; some locks do not.
    fn has_requirements(&self) -> bool {
        let mut extras = self.package.extras.values();
        let needs_nothing = self.package.dependencies.is_empty() && extras.all(Vec::is_empty);
        !self.locked.requirements.is_empty() || needs_nothing
    }

    /// The same for a group.
    fn has_group(&self, name: &ExtraName) -> bool {
        let needs_nothing = self.package.groups.get(name).is_none_or(Vec::is_empty);
        self.locked.groups.contains_key(name) || needs_nothing
    }

    fn name(&self) -> Option<Unlocked> {
        let (declared, locked) = (self.declared.name.as_ref()?, &self.package.name);
        (declared != locked).then(|| Unlocked::Name(locked.to_string()))
    }

    fn version(&self) -> Option<Unlocked> {
        let (declared, locked) = (self.declared.version.as_ref()?, self.package.version.as_ref()?);
        (*declared != locked.version).then(|| Unlocked::Version(locked.text.clone()))
    }

    /// The extras that only one side has; older locks do not list all extras.
    fn extras(&self) -> Vec<Unlocked> {
        let (declared, locked) = (&self.declared.metadata.extras, &self.locked.extras);
        let added = declared.difference(locked).filter(|_| !locked.is_empty());
        let added = added.map(|it| Unlocked::ExtraAdded(it.to_string()));
        let removed = locked.difference(declared).map(|it| Unlocked::ExtraRemoved(it.to_string()));
        added.chain(removed).collect()
    }

    /// The lock may say of an extra that requests others of its package what these require.
    fn compare_requirements(&self, differences: &mut BTreeSet<Unlocked>) {
        let (declared, locked) =
            (&self.declared.metadata.requirements[..], &self.locked.requirements[..]);
        let own = &self.package.name;
        let mut sides = Sides::that_differ(declared, locked);
        if sides.names(own) {
            sides = Sides::of(declared, locked);
        }
        sides.leave_out(own);
        if sides.is_empty() {
            return;
        }
        let no_extra = &BTreeSet::new();
        for environment in self.environments {
            sides.compare(environment, [no_extra; 2], differences);
            for extra in &self.declared.metadata.extras {
                let requested =
                    [declared, locked].map(|side| requested(extra, own, side, environment));
                sides.compare(environment, requested.each_ref(), differences);
            }
        }
    }

    /// Whether a group is for the Python of an environment.
    fn is_for(&self, group: &ExtraName, environment: &Environment) -> bool {
        let limit = self.project.group_pythons.get(group);
        limit.is_none_or(|limit| limit.marker.holds(environment.values()))
    }
}

/// The declared and the locked requirements of the packages for which these are not the same.
struct Sides<'r> {
    declared: Vec<&'r Requirement>,
    locked: Vec<&'r Requirement>,
}

impl<'r> Sides<'r> {
    fn of(declared: &'r [Requirement], locked: &'r [Requirement]) -> Self {
        Self { declared: declared.iter().collect(), locked: locked.iter().collect() }
    }

    /// Whether some of them is about a package.
    fn names(&self, package: &PackageName) -> bool {
        self.declared.iter().chain(&self.locked).any(|it| it.name == *package)
    }

    fn that_differ(declared: &'r [Requirement], locked: &'r [Requirement]) -> Self {
        fn only<'r>(
            one: &'r [Requirement],
            other: &[Requirement],
        ) -> impl Iterator<Item = &'r PackageName> {
            let is_new = |it: &&Requirement| !other.iter().any(|other| it.agrees_with(other));
            one.iter().filter(is_new).map(|it| &it.name)
        }
        let names: BTreeSet<_> = only(declared, locked).chain(only(locked, declared)).collect();
        let side =
            |all: &'r [Requirement]| all.iter().filter(|it| names.contains(&it.name)).collect();
        Self { declared: side(declared), locked: side(locked) }
    }

    fn leave_out(&mut self, package: &PackageName) {
        self.declared.retain(|it| it.name != *package);
        self.locked.retain(|it| it.name != *package);
    }

    fn is_empty(&self) -> bool {
        self.declared.is_empty() && self.locked.is_empty()
    }

    /// Compares them in one environment, if these extras are requested: by the declared ones, and by the locked.
    fn compare(
        &self,
        environment: &Environment,
        extras: [&BTreeSet<ExtraName>; 2],
        differences: &mut BTreeSet<Unlocked>,
    ) {
        let declared = wanted(&self.declared, environment, extras[0]);
        let locked = wanted(&self.locked, environment, extras[1]);
        for (name, wanted) in &declared {
            match locked.get(name) {
                None => drop(differences.insert(Unlocked::Added(name.to_string()))),
                Some(known) if wanted.is_met_by(known) => {}
                Some(_) => drop(differences.insert(Unlocked::Changed(name.to_string()))),
            }
        }
        let removed = locked.keys().filter(|name| !declared.contains_key(*name));
        differences.extend(removed.map(|name| Unlocked::Removed(name.to_string())));
    }
}

/// An extra, with those that it requests of its own package.
fn requested(
    extra: &ExtraName,
    own: &PackageName,
    requirements: &[Requirement],
    environment: &Environment,
) -> BTreeSet<ExtraName> {
    let mut requested = BTreeSet::from([extra.clone()]);
    loop {
        let of_own = requirements.iter().filter(|it| it.name == *own);
        let here = of_own.filter(|it| it.marker.holds_with(environment.values(), &requested));
        let more: Vec<_> = here.flat_map(|it| it.extras.clone()).collect();
        let before = requested.len();
        requested.extend(more);
        if requested.len() == before {
            return requested;
        }
    }
}

/// What an environment requires of a package.
#[derive(Default)]
struct Wanted<'r> {
    extras: BTreeSet<&'r ExtraName>,
    specifiers: BTreeSet<&'r Specifiers>,
    is_elsewhere: bool,
}

impl Wanted<'_> {
    /// The lock has no versions of what comes from elsewhere, and `[tool.uv.sources]` can send it there.
    fn is_met_by(&self, locked: &Self) -> bool {
        let is_elsewhere = self.is_elsewhere || locked.is_elsewhere;
        self.extras == locked.extras && (is_elsewhere || self.specifiers == locked.specifiers)
    }
}

fn wanted<'r>(
    requirements: &[&'r Requirement],
    environment: &Environment,
    extras: &BTreeSet<ExtraName>,
) -> BTreeMap<&'r PackageName, Wanted<'r>> {
    let mut all: BTreeMap<_, Wanted<'_>> = BTreeMap::new();
    for requirement in requirements {
        if requirement.marker.holds_with(environment.values(), extras) {
            let wanted = all.entry(&requirement.name).or_default();
            wanted.extras.extend(&requirement.extras);
            wanted.specifiers.insert(&requirement.specifiers);
            wanted.is_elsewhere |= requirement.is_elsewhere;
        }
    }
    all
}

impl fmt::Display for Unlocked {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Project => formatter.write_str("it is not locked"),
            Self::Name(locked) => write!(formatter, "it is locked as {locked}"),
            Self::Version(locked) => write!(formatter, "its version is locked as {locked}"),
            Self::Added(name) => write!(formatter, "{name} is not locked"),
            Self::Removed(name) => write!(formatter, "{name} is locked, but no longer required"),
            Self::Changed(name) => {
                write!(formatter, "{name} is locked for other versions or extras")
            }
            Self::ExtraAdded(extra) => write!(formatter, "the extra {extra} is not locked"),
            Self::ExtraRemoved(extra) => {
                write!(formatter, "the extra {extra} is locked, but no longer declared")
            }
        }
    }
}

impl fmt::Display for Ahead {
    /// `app: click is not locked, its version is locked as 0.1.0`
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let differences = self.differences.iter().map(ToString::to_string);
        write!(formatter, "{}: {}", self.package, Vec::from_iter(differences).join(", "))
    }
}
