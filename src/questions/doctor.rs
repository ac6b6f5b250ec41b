//! Likely problems, found before anything is built.

mod build;
mod file;
mod source;
mod surroundings;
mod text;

use serde::Serialize;

use crate::environment::EnvironmentSet;
use crate::lock::{Package, PackageId};
use crate::overlay::Overlay;
use crate::project::settings::Backend;
use crate::questions::explain::{Background, artifacts};
use crate::questions::question::has;
use crate::resolution::resolve::ResolveError;
use crate::resolution::resolved::Resolved;
use crate::text::printable::spelled_out;

pub use surroundings::{Surroundings, examine_surroundings};
pub use text::print;

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The severity.
    pub level: Level,
    /// The check that found it.
    pub check: Check,
    /// The affected package or file.
    pub subject: String,
    /// The scopes that it concerns; none: all that have the package.
    pub environments: Option<Vec<String>>,
    /// The problem.
    pub message: String,
    /// The next step.
    pub help: String,
}

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something will fail, or give a wrong result.
    Warning,
    /// It is good to know.
    Note,
}

/// The kinds of checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// A generated file that is out of date.
    Stale,
    /// An environment that the file is not for.
    LeftOut,
    /// A file that git does not know, so that Nix does not see it.
    Untracked,
    /// A local package that Nix does not see.
    OutOfReach,
    /// A package of which an environment can install nothing.
    NoFile,
    /// A wheel that needs a newer glibc, musl or macOS than configured.
    NewerTarget,
    /// A file that has no hash which Nix can check.
    NoHash,
    /// A commit of which the files are not known.
    UnknownTree,
    /// A commit that not everyone may have.
    PrivateTree,
    /// A package that is built, with unknown build requirements.
    UnknownBuildSystem,
    /// A build system that nobody provides.
    MissingBuildSystem,
    /// A build requirement that is available in another version.
    UnfitBuildSystem,
    /// Packages that need each other, which nixpkgs cannot have.
    Cycle,
    /// A package that is built.
    BuiltFromSource,
    /// Something that could not be checked.
    NotLookedAt,
}

/// The data to examine.
#[derive(Debug, Clone, Copy)]
pub struct Patient<'a, 'l> {
    /// The lock, resolved.
    pub resolved: &'a Resolved<'l>,
    /// The merged environments, with the known build systems.
    pub overlay: &'a Overlay<'l>,
    /// Information that is not in the lock file.
    pub background: Background<'a>,
    /// Which builders it is for.
    pub backend: Backend,
}

/// The findings about the lock file and this information, the most severe first.
#[must_use]
pub fn examine(patient: Patient<'_, '_>) -> Vec<Finding> {
    let mut findings = match patient.backend {
        Backend::PyprojectNix => build::unmet(patient.overlay),
        // Which build systems nixpkgs has is for whoever evaluates.
        Backend::Nixpkgs => build::cycles(patient.overlay),
    };
    findings.extend(file::without_hash(patient));
    findings.extend(patient.resolved.left_out.iter().map(left_out));
    let lock = patient.resolved.graph.lock;
    for (id, package) in lock.packages() {
        let present = patient.resolved.environments.set(|index| has(patient.resolved, index, id));
        if present.is_clear() {
            continue;
        }
        let settings = patient.background.settings;
        let artifacts = artifacts(patient.resolved, package, &present, settings);
        let subject = PackageInQuestion { patient, id, package, present: &present };
        findings.extend(source::examine(&subject));
        findings.extend(file::examine(&subject, &artifacts));
        findings.extend(build::examine(&subject, &artifacts));
    }
    findings.sort();
    findings
}

fn left_out(error: &ResolveError) -> Finding {
    let ResolveError::TwoOfOneName { environment, .. } = error;
    Finding {
        level: Level::Warning,
        check: Check::LeftOut,
        subject: environment.clone(),
        environments: None,
        message: spelled_out(&error.to_string()),
        help: "select it with `--python` to see the error, or run `uv lock` to lock again"
            .to_owned(),
    }
}

/// A package that is looked at.
struct PackageInQuestion<'a, 'l> {
    patient: Patient<'a, 'l>,
    id: PackageId,
    package: &'l Package,
    present: &'a EnvironmentSet,
}

impl PackageInQuestion<'_, '_> {
    /// A finding about it in these of its environments.
    fn finding(
        &self,
        kind: (Level, Check),
        set: &EnvironmentSet,
        said: (String, String),
    ) -> Finding {
        let environments = &self.patient.resolved.environments;
        let cover = || environments.cover(set, self.present).into_iter().map(str::to_owned);
        let (message, help) = said;
        Finding {
            level: kind.0,
            check: kind.1,
            subject: spelled_out(&self.package.to_string()),
            environments: (set != self.present).then(|| cover().collect()),
            message,
            help,
        }
    }
}
