//! The artifact that each environment installs for a package.

use crate::environment::{ByEnvironment, Environment, EnvironmentId, EnvironmentSet, Environments};
use crate::lock::{File, Package, Source};
use crate::project::settings::Settings;
use crate::resolution::artifact::{Artifact, Candidates, Fitting, Missing};

/// The artifacts that the environments of a package install. The generated file and all answers about a package
/// derive from this.
#[derive(Debug)]
pub struct Installed<'l> {
    /// The environments that have the package.
    pub present: EnvironmentSet,
    /// The artifacts, each with the environments that install it, in the order of the first of these.
    pub artifacts: ByEnvironment<Artifact<'l>>,
    /// The artifact where no wheel fits.
    pub fallback: Artifact<'l>,
    /// The wheels that may be installed.
    pub candidates: Candidates<'l>,
}

impl<'l> Installed<'l> {
    /// The artifacts of a package in the environments in which it is `present`.
    #[must_use]
    pub fn of(
        package: &'l Package,
        present: EnvironmentSet,
        environments: &Environments,
        settings: &Settings,
    ) -> Self {
        let candidates = Candidates::left_by(settings, package);
        let fallback = fallback(package, settings);
        // Environments are in the order of their interpreters.
        let mut fitting: Option<Fitting<'l>> = None;
        let artifacts = ByEnvironment::of(&present, |id| {
            let Environment { interpreter, platform, .. } = environments[id];
            let known = fitting.take().filter(|known| known.interpreter == interpreter);
            let fitting =
                fitting.insert(known.unwrap_or_else(|| candidates.of_interpreter(interpreter)));
            fitting.best(platform).map_or(fallback, |best| Artifact::Wheel(best.wheel))
        });
        Self { present, artifacts, fallback, candidates }
    }

    /// The wheels that some environment installs, with the environments.
    pub fn wheels(&self) -> impl Iterator<Item = (&'l File, &EnvironmentSet)> {
        self.artifacts.iter().filter_map(|(artifact, set)| match artifact {
            Artifact::Wheel(wheel) => Some((*wheel, set)),
            Artifact::Sdist(_)
            | Artifact::SourceTree
            | Artifact::Virtual
            | Artifact::Missing(_) => None,
        })
    }

    /// The source archive, if it may be built.
    #[must_use]
    pub const fn sdist(&self) -> Option<&'l File> {
        match self.fallback {
            Artifact::Sdist(sdist) => Some(sdist),
            Artifact::Wheel(_)
            | Artifact::SourceTree
            | Artifact::Virtual
            | Artifact::Missing(_) => None,
        }
    }

    /// The environments that build it.
    #[must_use]
    pub fn built(&self) -> Option<&EnvironmentSet> {
        let built = self.artifacts.iter().find(|(artifact, _)| artifact.is_built());
        built.map(|(_, set)| set)
    }

    /// The environments that have it and cannot install it, with the reason.
    #[must_use]
    pub fn missing(&self) -> Option<(Missing, &EnvironmentSet)> {
        self.artifacts.iter().find_map(|(artifact, set)| match artifact {
            Artifact::Missing(missing) => Some((*missing, set)),
            Artifact::Wheel(_) | Artifact::Sdist(_) | Artifact::SourceTree | Artifact::Virtual => {
                None
            }
        })
    }

    /// Whether the settings forbid whatever could be installed where no wheel fits.
    #[must_use]
    pub const fn is_forbidden(&self) -> bool {
        match self.fallback {
            Artifact::Missing(missing) => missing.is_by_settings(),
            Artifact::Wheel(_) | Artifact::Sdist(_) | Artifact::SourceTree | Artifact::Virtual => {
                false
            }
        }
    }

    /// The artifact of one environment; `None` if it does not have the package.
    #[must_use]
    pub fn in_environment(&self, id: EnvironmentId) -> Option<Artifact<'l>> {
        self.artifacts.get(id).copied()
    }
}

/// The artifact of a package where no wheel fits.
fn fallback<'l>(package: &'l Package, settings: &Settings) -> Artifact<'l> {
    let name = &package.name;
    // uv applies `no-build` neither to editable nor to virtual packages.
    let may_be_built = matches!(package.source, Source::Editable(_) | Source::Virtual(_))
        || settings.uv.refuses_builds(name).is_none();
    let source = match &package.sdist {
        _ if matches!(package.source, Source::Virtual(_)) => return Artifact::Virtual,
        _ if package.source.is_source_tree() => Some(Artifact::SourceTree),
        sdist => sdist.as_ref().map(Artifact::Sdist),
    };
    match source {
        Some(source) if may_be_built => source,
        Some(_) => Artifact::Missing(Missing::BuildForbidden),
        None if settings.uv.refuses_wheels(name).is_some() && !package.wheels.is_empty() => {
            Artifact::Missing(Missing::WheelsForbidden)
        }
        None => Artifact::Missing(Missing::NothingFits),
    }
}
