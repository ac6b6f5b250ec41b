//! The file that each environment installs for a package, and why it does not use the others.

mod build;
mod rejection;
mod setting;
mod text;

use serde::Serialize;

use crate::environment::EnvironmentSet;
use crate::facts::Facts;
use crate::lock::formula::Formula;
use crate::lock::{Location, Package, PackageId};
use crate::project::Projects;
use crate::project::settings::Settings;
use crate::questions::question::has;
use crate::resolution::artifact::{Artifact, Candidates, refusal};
use crate::resolution::graph::Node;
use crate::resolution::resolved::Resolved;
use crate::text::printable::spelled_out;

pub use build::Build;
pub(crate) use build::of as build_of;
pub use rejection::{Rejected, Rejection};
pub use text::print;

/// The explanation of one version of a package.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// The package.
    pub name: String,
    /// Its version, if the lock knows it.
    pub version: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// The scopes that have it; none: all environments that were looked at.
    pub environments: Option<Vec<String>>,
    /// The choices that some of them require: a list of alternatives.
    pub when: Vec<Vec<String>>,
    /// The installed artifacts.
    pub installed: Vec<Installed>,
    /// The wheels that none of them uses, with the reasons.
    pub rejected: Vec<Rejected>,
    /// How it is built, if some of them build it.
    pub build: Option<Build>,
    /// The settings that decide about it.
    pub settings: Vec<String>,
}

/// An artifact, and the environments that install it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Installed {
    /// Their scopes; none: all that have the package.
    pub environments: Option<Vec<String>>,
    /// The kind of artifact.
    pub kind: Kind,
    /// The name of the file, if it is one.
    pub file: Option<String>,
    /// Its location, if the lock file contains more than the source.
    pub location: Option<String>,
    /// The hash that the lock has of it.
    pub hash: Option<String>,
    /// Why there is none.
    pub reason: Option<String>,
}

/// The kinds of artifacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A built archive.
    Wheel,
    /// A source archive, which is built.
    Sdist,
    /// A commit or a folder, which is built.
    Tree,
    /// Nothing: the package only has dependencies.
    Virtual,
    /// Nothing, which is why it cannot be installed.
    Missing,
}

impl From<&Artifact<'_>> for Kind {
    fn from(artifact: &Artifact<'_>) -> Self {
        match artifact {
            Artifact::Wheel(_) => Self::Wheel,
            Artifact::Sdist(_) => Self::Sdist,
            Artifact::Tree => Self::Tree,
            Artifact::Virtual => Self::Virtual,
            Artifact::Missing => Self::Missing,
        }
    }
}

/// Information that is not in the lock file.
#[derive(Debug, Clone, Copy)]
pub struct Background<'a> {
    /// The `pyproject.toml` of each local package.
    pub projects: &'a Projects,
    /// The settings of the user.
    pub settings: &'a Settings,
    /// The content of `uvnix.lock`.
    pub facts: &'a Facts,
}

/// Explains a version of a package; none: no environment has it.
#[must_use]
pub fn explain(
    resolved: &Resolved<'_>,
    id: PackageId,
    background: Background<'_>,
) -> Option<Explanation> {
    let package = &resolved.graph.lock[id];
    let present = resolved.environments.set(|index| has(resolved, index, id));
    if present.is_clear() {
        return None;
    }
    let candidates = Candidates::left_by(background.settings, package);
    let artifacts = artifacts(resolved, package, &present, background.settings);
    let is_built =
        artifacts.iter().any(|(it, _)| matches!(it, Artifact::Sdist(_) | Artifact::Tree));
    let taken = artifacts.iter().filter_map(|(artifact, _)| match artifact {
        Artifact::Wheel(wheel) => Some(*wheel),
        _ => None,
    });
    let question = rejection::Question { resolved, package, present: &present };
    let rejected = question.rejected(&Vec::from_iter(taken), &candidates);
    let place = |set: &EnvironmentSet| {
        let cover = || resolved.environments.cover(set, &present);
        (*set != present).then(|| cover().into_iter().map(str::to_owned).collect())
    };
    let installed = artifacts
        .iter()
        .map(|(artifact, set)| installed(package, artifact, place(set), background.settings));
    Some(Explanation {
        name: package.name.to_string(),
        version: package.version.as_ref().map(|version| version.text.clone()),
        source: package.source.to_string(),
        environments: resolved.environments.scopes(&present),
        when: when(resolved, id, &present),
        installed: installed.collect(),
        rejected,
        build: is_built.then(|| build::of(id, package, background)),
        settings: setting::of(&package.name, background.settings),
    })
}

/// The artifacts of a package, each with the environments that install it.
pub(crate) fn artifacts<'l>(
    resolved: &Resolved<'_>,
    package: &'l Package,
    present: &EnvironmentSet,
    settings: &Settings,
) -> Vec<(Artifact<'l>, EnvironmentSet)> {
    let candidates = Candidates::left_by(settings, package);
    let mut artifacts: Vec<(Artifact<'l>, EnvironmentSet)> = Vec::new();
    for index in present.ones() {
        let artifact = Artifact::of(package, &candidates, settings, &resolved.environments[index]);
        match artifacts.iter_mut().find(|(known, _)| known.is(&artifact)) {
            Some((_, set)) => set.insert(index),
            None => artifacts.push((artifact, resolved.environments.set(|it| it == index))),
        }
    }
    artifacts
}

fn installed(
    package: &Package,
    artifact: &Artifact<'_>,
    environments: Option<Vec<String>>,
    settings: &Settings,
) -> Installed {
    let (location, hash) = match artifact {
        Artifact::Wheel(wheel) => (Some(&wheel.location), wheel.hash.as_ref()),
        Artifact::Sdist(sdist) => (Some(&sdist.location), sdist.hash.as_ref()),
        Artifact::Tree | Artifact::Virtual | Artifact::Missing => (None, None),
    };
    let reason = || why_missing(package, settings).to_owned();
    Installed {
        environments,
        kind: artifact.into(),
        file: match artifact {
            Artifact::Wheel(wheel) => Some(spelled_out(&wheel.filename)),
            _ => location.map(|location| spelled_out(location.filename())),
        },
        location: location.map(address),
        hash: hash.map(ToString::to_string),
        reason: matches!(artifact, Artifact::Missing).then(reason),
    }
}

/// Why there is nothing to install of a package.
pub(crate) fn why_missing(package: &Package, settings: &Settings) -> &'static str {
    match refusal(settings, package) {
        Some(refusal) => refusal,
        None if package.sdist.is_some() => {
            "no wheel fits, and the settings do not allow building the sdist"
        }
        None => "no wheel fits, and there is no sdist",
    }
}

fn when(resolved: &Resolved<'_>, id: PackageId, present: &EnvironmentSet) -> Vec<Vec<String>> {
    let node = resolved.graph.index(Node::Package(id)).expect("every package is a node");
    let reached = present.ones().map(|index| resolved.resolutions[index].reaches(node));
    let either = reached.fold(Formula::NEVER, |either, here| either.or(here));
    resolved.conflicts.alternatives(&either, resolved.conflicts.allowed())
}

fn address(location: &Location) -> String {
    spelled_out(match location {
        Location::Url(text) | Location::Absolute(text) => text,
        Location::Path(path) | Location::InGit(path) => path.as_str(),
    })
}
