//! What to generate and where, the same for every command that does it.

use std::env;

use miette::Diagnostic;
use thiserror::Error;
use uvnix::environment::EnvironmentOptions;
use uvnix::facts::build_lock::Upgrade;
use uvnix::project::settings::{Backend, LookupMode, Settings};

use super::output::OutputFile;
use crate::cli::{Contents, LookupOptions, Mirror, NetworkOptions, Verbosity};

/// What a file is generated for, and where missing data come from.
pub(crate) struct PlanOptions {
    /// The options of the command line, which the header of the file records.
    pub contents: Contents,
    /// The package set.
    pub backend: Backend,
    /// The environments.
    pub environments: EnvironmentOptions,
    /// Which data `uvnix.lock` has to contain.
    pub lookup: LookupMode,
    /// Whether it has to contain locked build requirements, if the user says so.
    pub build_systems: Option<bool>,
    /// What to do about data that it does not contain.
    pub missing: MissingData,
}

/// What to do about data that `uvnix.lock` has to contain and does not.
pub(crate) enum MissingData {
    /// Look them up.
    LookUp {
        /// Whether to use only local files and the cache.
        offline: bool,
        /// Whether to print no progress.
        quiet: bool,
        /// The build requirements to lock again.
        upgrade: Upgrade,
        /// The starts of URLs to replace, each with its replacement.
        mirrors: Vec<Mirror>,
    },
    /// Report that they are missing.
    Report,
}

/// How to write a generated file.
pub(crate) struct OutputOptions<'o> {
    /// The file.
    pub file: &'o OutputFile,
    /// Whether to replace a file that uvnix did not write.
    pub force: bool,
    /// How much to print.
    pub verbosity: Verbosity,
}

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum BackendError {
    #[error(
        "build requirements cannot be locked for the nixpkgs backend, which uses the build systems of nixpkgs"
    )]
    #[diagnostic(
        code(uvnix::backend::locked_build_systems),
        help(
            "remove `--lock-build-systems` or, from [tool.uvnix], `lock-build-systems`; or use \
             `--backend pyproject.nix`"
        )
    )]
    LockedBuildSystems,
}

impl PlanOptions {
    /// These options of the command line, and for others the settings, to report what is missing.
    pub(crate) fn of(settings: &Settings, contents: Contents) -> Self {
        let build_systems = contents.build_systems.are_locked;
        let variable = || variable("UVNIX_LOCK_BUILD_SYSTEMS");
        Self {
            backend: contents.backend.map_or(settings.backend, Into::into),
            environments: contents.environments.over(&settings.environments),
            lookup: settings.lookup,
            build_systems: build_systems.or_else(variable).or(settings.lock_build_systems),
            missing: MissingData::Report,
            contents,
        }
    }

    /// The same with the options of the command line about missing data.
    pub(crate) fn with_lookup(self, options: &LookupOptions) -> Self {
        Self { lookup: options.wanted().unwrap_or(self.lookup), ..self }
    }

    /// Whether build requirements are locked: unless the backend has its own.
    pub(crate) fn locks_build_systems(&self) -> bool {
        self.build_systems.unwrap_or(self.backend == Backend::PyprojectNix)
    }

    /// Whether builds take their requirements from the build systems of pyproject.nix. Those of nixpkgs are
    /// known only during evaluation, and there is another warning about a list that uv cannot lock.
    pub(crate) fn takes_builds_from_set(&self) -> bool {
        let is_locked = self.locks_build_systems() && self.lookup != LookupMode::None;
        self.backend == Backend::PyprojectNix && !is_locked
    }

    /// Fails if the backend does not support what else is wanted.
    pub(crate) fn check(&self) -> Result<(), BackendError> {
        if self.backend == Backend::Nixpkgs && self.build_systems == Some(true) {
            return Err(BackendError::LockedBuildSystems);
        }
        Ok(())
    }
}

/// The value of a variable that is on or off; an empty one counts as unset.
fn variable(name: &str) -> Option<bool> {
    let value = env::var(name).ok().filter(|value| !value.is_empty())?;
    Some(!["0", "false", "no", "off"].contains(&value.to_lowercase().as_str()))
}

impl MissingData {
    /// Look them up, with the options of the command line.
    pub(crate) fn looked_up(
        options: &LookupOptions,
        verbosity: Verbosity,
        upgrade: Upgrade,
    ) -> Self {
        let NetworkOptions { offline, .. } = options.network;
        let mirrors = options.network.mirrors();
        Self::LookUp { offline, quiet: verbosity.quiet, upgrade, mirrors }
    }
}
