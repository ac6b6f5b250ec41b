//! The artifact that an environment installs for a package: a wheel, or a source to build.

use std::cmp::Reverse;

use crate::environment::{Environment, Interpreter, Platform};
use crate::lock::wheel::WheelName;
use crate::lock::{Package, Sdist, Source, Wheel};
use crate::project::settings::{PackageSettings, Settings, SourcePreference};

/// The wheels of a package whose names can be read.
#[derive(Debug, Default)]
pub struct Candidates<'l> {
    /// Each wheel with its tags, which are compared with every environment.
    wheels: Vec<(Candidate<'l>, Vec<Tag<'l>>)>,
}

/// The interpreter, the ABI and the platform of a tag.
pub(crate) type Tag<'l> = (&'l str, &'l str, &'l str);

/// A wheel, with its name read.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'l> {
    /// The wheel.
    pub wheel: &'l Wheel,
    /// Its parsed file name.
    pub name: WheelName<'l>,
}

/// The wheels that an interpreter takes: each tag that does, with its rank and its platform.
#[derive(Debug)]
pub struct Fitting<'l> {
    /// The interpreter.
    pub interpreter: Interpreter,
    tags: Vec<(Candidate<'l>, u16, &'l str)>,
}

/// The artifact that an environment installs for a package.
#[derive(Debug, Clone, Copy)]
pub enum Artifact<'l> {
    /// A built archive.
    Wheel(&'l Wheel),
    /// A source archive, which is built.
    Sdist(&'l Sdist),
    /// The tree of its source: a commit, or a folder.
    Tree,
    /// Nothing: the package only has dependencies.
    Virtual,
    /// Nothing, which is why it cannot be installed.
    Missing,
}

impl<'l> Candidates<'l> {
    /// The wheels of `package`.
    #[must_use]
    pub fn of(package: &'l Package) -> Self {
        let wheels = package.wheels.iter().filter_map(|wheel| {
            let name = WheelName::parse(&wheel.filename)?;
            Some((Candidate { wheel, name }, name.tags().collect()))
        });
        Self { wheels: wheels.collect() }
    }

    /// The wheels of `package` that the settings leave.
    #[must_use]
    pub fn left_by(settings: &Settings, package: &'l Package) -> Self {
        let (name, has_sdist) = (&package.name, package.sdist.is_some());
        let stated = settings.packages.get(name).and_then(PackageSettings::source);
        let is_refused = settings.uv.refuses_wheels(name).is_some();
        if is_refused || (has_sdist && stated == Some(SourcePreference::Sdist)) {
            return Self::default();
        }
        Self::of(package)
    }

    /// The tags of all of them.
    pub(crate) fn tags(&self) -> impl Iterator<Item = &Tag<'l>> {
        self.wheels.iter().flat_map(|(_, tags)| tags)
    }

    /// The wheel that uv would install.
    #[must_use]
    pub fn best(&self, environment: &Environment) -> Option<Candidate<'l>> {
        self.of_interpreter(environment.interpreter).best(environment.platform)
    }

    /// The wheels that fit an interpreter, on any platform. Most of the work is done here.
    #[must_use]
    pub fn of_interpreter(&self, interpreter: Interpreter) -> Fitting<'l> {
        let fitting = self.wheels.iter().flat_map(|(candidate, tags)| {
            tags.iter().filter_map(move |(python, abi, platform)| {
                Some((*candidate, interpreter.rank(python, abi, platform)?, *platform))
            })
        });
        Fitting { interpreter, tags: fitting.collect() }
    }
}

impl<'l> Fitting<'l> {
    /// The wheel with the best tag, among equals that with the highest build number, and among those the
    /// first of the lock.
    #[must_use]
    pub fn best(&self, platform: Platform) -> Option<Candidate<'l>> {
        let ranked = self.tags.iter().filter_map(|(candidate, rank, tag)| {
            Some((Reverse((*rank, platform.rank(tag)?)), candidate.name.build, candidate))
        });
        // Of equals, the last is the greatest.
        let best = ranked.rev().max_by_key(|(rank, build, _)| (*rank, *build));
        best.map(|(_, _, candidate)| *candidate)
    }
}

impl<'l> Artifact<'l> {
    /// The artifact that `environment` installs for `package`, which has these wheels.
    #[must_use]
    pub fn of(
        package: &'l Package,
        candidates: &Candidates<'l>,
        settings: &Settings,
        environment: &Environment,
    ) -> Self {
        if matches!(package.source, Source::Virtual(_)) {
            return Self::Virtual;
        }
        if package.source.is_tree() {
            let is_refused = refusal(settings, package).is_some();
            return if is_refused { Self::Missing } else { Self::Tree };
        }
        if let Some(best) = candidates.best(environment) {
            return Self::Wheel(best.wheel);
        }
        match &package.sdist {
            Some(sdist) if !must_not_be_built(settings, package) => Self::Sdist(sdist),
            _ => Self::Missing,
        }
    }
}

impl Artifact<'_> {
    /// Whether it is the very same file, or the same where there is none.
    #[must_use]
    pub fn is(&self, other: &Artifact<'_>) -> bool {
        match (self, other) {
            (Artifact::Wheel(wheel), Artifact::Wheel(other)) => std::ptr::eq(*wheel, *other),
            (Artifact::Sdist(sdist), Artifact::Sdist(other)) => std::ptr::eq(*sdist, *other),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// Whether `no-build` applies to the package. uv exempts editable packages.
#[must_use]
pub fn must_not_be_built(settings: &Settings, package: &Package) -> bool {
    !matches!(package.source, Source::Editable(_) | Source::Virtual(_))
        && settings.uv.refuses_builds(&package.name).is_some()
}

/// Why nothing can be done with a package for which neither a wheel nor a build is allowed.
#[must_use]
pub fn refusal(settings: &Settings, package: &Package) -> Option<&'static str> {
    let has_built_files = package.sdist.is_some() || package.source.is_tree();
    if must_not_be_built(settings, package) && has_built_files {
        Some("`no-build` in [tool.uv] forbids building it")
    } else if settings.uv.refuses_wheels(&package.name).is_some()
        && package.sdist.is_none()
        && !package.wheels.is_empty()
    {
        Some("it has no sdist, and `no-binary` in [tool.uv] forbids using its wheels")
    } else {
        None
    }
}
