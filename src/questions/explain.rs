//! The file that each environment installs for a package, and why it does not use the others.

mod build;
mod native;
mod rejection;
mod setting;
mod text;

use schemars::JsonSchema;
use serde::Serialize;

use crate::lock::PackageId;
use crate::overlay::Overlay;
use crate::questions::native::NativeNeeds;
use crate::resolution::artifact::Artifact;
use crate::text::printable::spelled_out;

pub use build::BuildSummary;
pub use rejection::{Rejected, Rejection};
pub use text::print;

/// The explanation of one version of a package.
#[derive(Debug, Serialize, JsonSchema)]
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
    pub installed: Vec<InstalledFile>,
    /// The wheels that none of them uses, with the reasons.
    pub rejected: Vec<Rejected>,
    /// How it is built, if some of them build it.
    pub build: Option<BuildSummary>,
    /// Its needs besides Python.
    pub native: NativeNeeds,
    /// The settings that decide about it.
    pub settings: Vec<String>,
}

/// An artifact, and the environments that install it.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InstalledFile {
    /// Their scopes; none: all that have the package.
    pub environments: Option<Vec<String>>,
    /// The kind of artifact.
    pub kind: ArtifactKind,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ArtifactKind {
    /// A built archive.
    Wheel,
    /// A source archive, which is built.
    Sdist,
    /// A commit or a folder, which is built.
    #[serde(rename = "tree")]
    SourceTree,
    /// Nothing: the package only has dependencies.
    Virtual,
    /// Nothing, which is why it cannot be installed.
    Missing,
}

impl From<&Artifact<'_>> for ArtifactKind {
    fn from(artifact: &Artifact<'_>) -> Self {
        match artifact {
            Artifact::Wheel(_) => Self::Wheel,
            Artifact::Sdist(_) => Self::Sdist,
            Artifact::SourceTree => Self::SourceTree,
            Artifact::Virtual => Self::Virtual,
            Artifact::Missing(_) => Self::Missing,
        }
    }
}

/// Explains a version of a package; none: no environment has it.
#[must_use]
pub fn explain(id: PackageId, overlay: &Overlay<'_>) -> Option<Explanation> {
    let (resolved, settings) = (overlay.inputs.resolved, overlay.inputs.settings());
    let package = &resolved.graph.lock[id];
    let mut variants = overlay.packages.get(&package.name).into_iter().flatten();
    let packaged = variants.find(|it| std::ptr::eq(it.variant.package, package))?;
    let installed = &packaged.variant.installed;
    let present = &installed.present;
    let place = |set| resolved.environments.scopes_within(set, present);
    let files = installed.artifacts.iter().map(|(artifact, set)| file(artifact, place(set)));
    Some(Explanation {
        name: package.name.to_string(),
        version: package.version.as_ref().map(|version| version.text.clone()),
        source: package.source.to_string(),
        environments: resolved.environments.scopes(present),
        when: resolved.when(present, id),
        installed: files.collect(),
        rejected: rejection::rejected(package, installed, &resolved.environments),
        build: installed.built().map(|_| BuildSummary::of(packaged.build.plan, &package.name)),
        native: NativeNeeds::of(packaged),
        settings: setting::settings_of(&package.name, settings),
    })
}

fn file(artifact: &Artifact<'_>, environments: Option<Vec<String>>) -> InstalledFile {
    let file = match artifact {
        Artifact::Wheel(file) | Artifact::Sdist(file) => Some(*file),
        Artifact::SourceTree | Artifact::Virtual | Artifact::Missing(_) => None,
    };
    InstalledFile {
        environments,
        kind: artifact.into(),
        file: file.map(|file| file.name.to_string()),
        location: file.map(|file| spelled_out(file.location.as_str())),
        hash: file.and_then(|file| file.hash.as_ref()).map(ToString::to_string),
        reason: match artifact {
            Artifact::Missing(missing) => Some(missing.reason().to_owned()),
            _ => None,
        },
    }
}
