//! Likely problems, found before anything is built.

mod build;
mod commands;
mod file;
mod native;
mod source;
mod surroundings;
mod text;
mod unlocked;

use schemars::JsonSchema;
use serde::Serialize;

use crate::environment::EnvironmentSet;
use crate::overlay::{Overlay, Packaged, Variant};
use crate::resolution::reach::NoAnswerError;
use crate::text::printable::spelled_out;

pub use commands::Commands;
pub use surroundings::{OtherPythons, Outdated, PackagePath, Surroundings, examine_surroundings};
pub use text::{WELL, print};
pub use unlocked::{UnlockedList, help_for_uv_build};

/// A likely problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Finding {
    /// The severity.
    pub level: Level,
    /// The check that found it.
    pub check: Check,
    /// The affected package or file.
    pub subject: String,
    /// The affected scopes; `None`: all that have the package.
    pub environments: Option<Vec<String>>,
    /// The problem.
    pub message: String,
    /// The next step.
    pub help: String,
}

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something will fail, or give a wrong result.
    Warning,
    /// Usually harmless.
    Note,
}

/// The kinds of checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// A lock file that is older than a `pyproject.toml`.
    OutdatedLock,
    /// A generated file that is out of date.
    Stale,
    /// A file that was not generated yet.
    NotGenerated,
    /// An environment that is left out of the file.
    LeftOut,
    /// A file that git does not track, so that a flake ignores it.
    Untracked,
    /// A local package that Nix cannot access.
    OutOfReach,
    /// Another Python in the flake than in `.python-version`.
    DifferentPythons,
    /// A package that an environment cannot install.
    NoFile,
    /// A wheel that needs a newer glibc, musl or macOS than configured.
    NewerTarget,
    /// A file without a hash that Nix can check.
    NoHash,
    /// A git commit whose files have no known hash.
    UnknownTree,
    /// A git commit in a private repository.
    PrivateTree,
    /// A package that is built, with unknown build requirements.
    UnknownBuildSystem,
    /// Build requirements that are not locked.
    UnlockedBuildSystem,
    /// A build requirement that is not available.
    MissingBuildSystem,
    /// A build requirement that is available in another version.
    UnfitBuildSystem,
    /// A dependency cycle, which nixpkgs does not support.
    Cycle,
    /// A package that is built with Rust, without a `Cargo.lock`.
    NoCargoLock,
    /// A library that a wheel must not lack, and that nobody provides.
    MissingLibrary,
    /// A package that is built from source.
    BuiltFromSource,
    /// What a package needs besides Python.
    NativeNeeds,
    /// Something that could not be checked.
    NotLookedAt,
}

/// What builds take their requirements from.
#[derive(Debug)]
pub enum BuildRequirements<'b> {
    /// What `uvnix.lock` has locked for them.
    Locked {
        /// The lists that it does not have.
        except: &'b [UnlockedList],
    },
    /// The build systems of a package set of pyproject.nix.
    OfSet {
        /// The commit of these build systems in the `flake.lock` of the project.
        pinned: Option<&'b str>,
    },
    /// The build systems of nixpkgs, which are known only during evaluation.
    OfNixpkgs,
}

impl Check {
    /// Whether the first `uvnix lock2nix` finds out what this check misses.
    #[must_use]
    pub const fn is_looked_up(self) -> bool {
        match self {
            Self::NoHash
            | Self::UnknownTree
            | Self::UnknownBuildSystem
            | Self::UnlockedBuildSystem
            | Self::NoCargoLock => true,
            Self::OutdatedLock
            | Self::Stale
            | Self::NotGenerated
            | Self::LeftOut
            | Self::Untracked
            | Self::OutOfReach
            | Self::DifferentPythons
            | Self::NoFile
            | Self::NewerTarget
            | Self::PrivateTree
            | Self::MissingBuildSystem
            | Self::UnfitBuildSystem
            | Self::Cycle
            | Self::MissingLibrary
            | Self::BuiltFromSource
            | Self::NativeNeeds
            | Self::NotLookedAt => false,
        }
    }

    /// Whether a finding is of use only once a build or a program fails.
    pub(crate) const fn is_background(self) -> bool {
        matches!(self, Self::BuiltFromSource | Self::NativeNeeds)
    }

    /// Whether somebody has to decide or to do something.
    pub(crate) const fn needs_attention(self) -> bool {
        !self.is_background() && !matches!(self, Self::NotGenerated)
    }
}

/// The findings about an overlay, the most severe first. `commands` are those for its lock.
#[must_use]
pub fn examine(
    overlay: &Overlay<'_>,
    requirements: &BuildRequirements<'_>,
    commands: &Commands,
) -> Vec<Finding> {
    let mut findings = match requirements {
        BuildRequirements::Locked { except } => {
            except.iter().map(|list| list.finding(commands)).collect()
        }
        BuildRequirements::OfSet { pinned } => build::unmet(overlay, *pinned, commands),
        BuildRequirements::OfNixpkgs => build::cycles(overlay),
    };
    findings.extend(file::without_hash(overlay, commands));
    findings.extend(overlay.inputs.resolved.left_out.iter().map(left_out));
    for packaged in overlay.variants() {
        let Packaged { variant, build, .. } = packaged;
        let subject = PackageInQuestion { overlay, variant, commands };
        findings.extend(source::examine(&subject));
        findings.extend(file::examine(&subject));
        findings.extend(build::examine(&subject, build));
        findings.extend(native::examine(&subject, packaged));
    }
    findings.sort();
    findings
}

fn left_out(error: &NoAnswerError) -> Finding {
    Finding {
        level: Level::Warning,
        check: Check::LeftOut,
        subject: error.environment().to_owned(),
        environments: None,
        message: spelled_out(&error.to_string()),
        help: "select it with `--python` to see the error, or lock the project again".to_owned(),
    }
}

/// A package to examine.
struct PackageInQuestion<'a, 'l> {
    overlay: &'a Overlay<'l>,
    variant: &'a Variant<'l>,
    commands: &'a Commands,
}

impl PackageInQuestion<'_, '_> {
    /// A finding about the package in some of its environments.
    fn finding(
        &self,
        kind: (Level, Check),
        set: &EnvironmentSet,
        said: (String, String),
    ) -> Finding {
        let environments = &self.overlay.inputs.resolved.environments;
        let present = &self.variant.installed.present;
        let (message, help) = said;
        Finding {
            level: kind.0,
            check: kind.1,
            subject: spelled_out(&self.variant.package.to_string()),
            environments: environments.scopes_within(set, present),
            message,
            help,
        }
    }
}
