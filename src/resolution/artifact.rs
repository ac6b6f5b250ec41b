//! The artifacts of a package: its wheels, of which uv prefers one, or a source to build.

use std::cmp::Reverse;

use crate::environment::{Environment, Interpreter, Platform};
use crate::lock::wheel::{BuildTag, PlatformTag, Tag, WheelName};
use crate::lock::{File, Package};
use crate::project::settings::{PackageSettings, Settings, SourcePreference};

/// The wheels of a package whose names can be read.
#[derive(Debug, Default)]
pub struct Candidates<'l> {
    /// Each tag of each wheel: they are compared with every environment.
    tags: Vec<(Candidate<'l>, Tag<'l>)>,
}

/// A wheel whose name can be read.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'l> {
    /// The wheel.
    pub wheel: &'l File,
    /// The build tag in its name.
    build: Option<BuildTag<'l>>,
}

/// The wheels that an interpreter takes: each tag that does, with its rank and its platform.
#[derive(Debug)]
pub struct Fitting<'l> {
    /// The interpreter.
    pub interpreter: Interpreter,
    tags: Vec<(Candidate<'l>, u16, PlatformTag<'l>)>,
}

/// The artifact that an environment installs for a package.
#[derive(Debug, Clone, Copy)]
pub enum Artifact<'l> {
    /// A built archive.
    Wheel(&'l File),
    /// A source archive, which is built.
    Sdist(&'l File),
    /// The tree of its source, which is built: a commit, or a folder.
    SourceTree,
    /// Nothing: the package only has dependencies.
    Virtual,
    /// Nothing: the package cannot be installed.
    Missing(Missing),
}

/// Why a package cannot be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It would have to be built, and `no-build` forbids that.
    BuildForbidden,
    /// It has wheels only, and `no-binary` forbids them.
    WheelsForbidden,
    /// No wheel fits, and there is nothing to build.
    NothingFits,
}

impl<'l> Candidates<'l> {
    /// The wheels of `package`.
    #[must_use]
    pub fn of(package: &'l Package) -> Self {
        let mut tags = Vec::with_capacity(package.wheels.len());
        for wheel in &package.wheels {
            if let Some(name) = WheelName::parse(wheel.name.as_str()) {
                let candidate = Candidate { wheel, build: name.build };
                name.tags().for_each(|tag| tags.push((candidate, tag)));
            }
        }
        Self { tags }
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
        self.tags.iter().map(|(_, tag)| tag)
    }

    /// The wheel that uv would install.
    #[must_use]
    pub fn best(&self, environment: &Environment) -> Option<Candidate<'l>> {
        self.of_interpreter(environment.interpreter).best(environment.platform)
    }

    /// The wheels that fit an interpreter, on any platform. Most of the work is done here.
    #[must_use]
    pub fn of_interpreter(&self, interpreter: Interpreter) -> Fitting<'l> {
        let fitting = self.tags.iter().filter_map(|(candidate, tag)| {
            Some((*candidate, interpreter.rank(tag)?, tag.platform))
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
            Some((Reverse((*rank, platform.rank(tag)?)), candidate.build, candidate))
        });
        // Of equals, the last is the greatest.
        let best = ranked.rev().max_by_key(|(rank, build, _)| (*rank, *build));
        best.map(|(_, _, candidate)| *candidate)
    }
}

/// Of one package: the same file, or the same kind if there is no file.
impl PartialEq for Artifact<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Artifact::Wheel(wheel), Artifact::Wheel(other)) => std::ptr::eq(*wheel, *other),
            (Artifact::Sdist(sdist), Artifact::Sdist(other)) => std::ptr::eq(*sdist, *other),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

impl Artifact<'_> {
    /// Whether it is built.
    #[must_use]
    pub const fn is_built(&self) -> bool {
        match self {
            Self::Sdist(_) | Self::SourceTree => true,
            Self::Wheel(_) | Self::Virtual | Self::Missing(_) => false,
        }
    }
}

impl Missing {
    /// The reason, as the end of a sentence.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::BuildForbidden => "`no-build` in [tool.uv] forbids building it",
            Self::WheelsForbidden => {
                "it has no sdist, and `no-binary` in [tool.uv] forbids using its wheels"
            }
            Self::NothingFits => "no wheel fits, and there is no sdist",
        }
    }

    /// Whether the settings are the reason, not the files.
    #[must_use]
    pub const fn is_by_settings(self) -> bool {
        match self {
            Self::BuildForbidden | Self::WheelsForbidden => true,
            Self::NothingFits => false,
        }
    }
}
