//! The options that decide what a generated file contains. Its header records them.

use std::fmt;
use std::fmt::Display;

use clap::{Args, ValueEnum};
use toml::Value;
use uvnix::environment::{EnvironmentOptions, MarkerValue, Python, SystemName, TargetVersion};
use uvnix::project::settings::{self, EnvironmentSettings};

/// What the file is generated for
#[derive(Debug, Default, Clone, PartialEq, Eq, Args)]
pub(crate) struct Contents {
    /// Package set to generate for
    #[arg(long, value_name = "NAME")]
    pub backend: Option<Backend>,

    #[command(flatten)]
    pub build_systems: BuildSystems,

    #[command(flatten)]
    pub environments: Environments,
}

/// Where build requirements come from
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Args)]
pub(crate) struct BuildSystems {
    /// Lock build requirements too: uv resolves them, uvnix.lock stores the result (default, except with
    /// `--backend nixpkgs`); `false` takes them from the package set
    #[arg(
        long = "lock-build-systems",
        value_name = "true|false",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        hide_possible_values = true
    )]
    pub are_locked: Option<bool>,
}

/// The package set that a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Backend {
    /// The package set of pyproject.nix (default)
    #[value(name = "pyproject.nix")]
    PyprojectNix,
    /// The Python package sets of nixpkgs (`buildPythonPackage`)
    Nixpkgs,
}

impl From<Backend> for settings::Backend {
    fn from(backend: Backend) -> Self {
        match backend {
            Backend::PyprojectNix => Self::PyprojectNix,
            Backend::Nixpkgs => Self::Nixpkgs,
        }
    }
}

/// The environments that the file supports
#[derive(Debug, Default, Clone, PartialEq, Eq, Args)]
#[command(next_help_heading = "Environments")]
pub(crate) struct Environments {
    /// Python version, such as 3.12, 3.13t, pypy3.11 or cp312 (repeatable) [default: every CPython of nixpkgs
    /// that requires-python allows]
    #[arg(long = "python", value_name = "VERSION")]
    pythons: Vec<Python>,

    /// System, such as x86_64-linux or aarch64-linux-musl (repeatable) [default: x86_64-linux,
    /// aarch64-linux and aarch64-darwin]
    #[arg(long = "system", value_name = "SYSTEM")]
    systems: Vec<SystemName>,

    /// Newest glibc that wheels may require [default: 2.40]
    #[arg(long, value_name = "VERSION")]
    glibc: Option<TargetVersion>,

    /// Newest musl that wheels may require, on musl systems [default: 1.2]
    #[arg(long, value_name = "VERSION")]
    musl: Option<TargetVersion>,

    /// Newest macOS that wheels may require [default: 14.0]
    #[arg(long, value_name = "VERSION")]
    macos: Option<TargetVersion>,

    /// Set a marker variable for all environments, such as `platform_release=24.1.0` (repeatable)
    #[arg(long = "marker", value_name = "NAME=VALUE")]
    markers: Vec<MarkerValue>,
}

impl Contents {
    /// Whether no option is given: the settings decide.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same as lines of `pyproject.toml`.
    pub(crate) fn as_settings(&self) -> String {
        let Self { backend, build_systems, environments } = self;
        let backend = backend.map(|it| settings::Backend::from(it).to_string());
        let general = [
            backend.map(|it| format!("backend = {}\n", Value::String(it))),
            build_systems.are_locked.map(|it| format!("lock-build-systems = {it}\n")),
        ];
        let general = general.into_iter().flatten().collect::<String>();
        let environments = environments.as_settings();
        let tables = [("[tool.uvnix]\n", general), ("[tool.uvnix.environments]\n", environments)];
        let tables = tables.into_iter().filter(|(_, lines)| !lines.is_empty());
        tables.map(|(name, lines)| name.to_owned() + &lines).collect()
    }
}

impl Environments {
    /// Whether `--python` is given.
    pub(crate) fn names_pythons(&self) -> bool {
        !self.pythons.is_empty()
    }

    /// Whether `--system` is given.
    pub(crate) fn names_systems(&self) -> bool {
        !self.systems.is_empty()
    }

    /// The same with these Pythons.
    #[must_use]
    pub(crate) fn with_pythons(self, pythons: Vec<Python>) -> Self {
        Self { pythons, ..self }
    }

    fn as_settings(&self) -> String {
        let Self { pythons, systems, glibc, musl, macos, markers } = self;
        let list = |texts: Vec<String>| {
            let texts = texts.into_iter().map(Value::String).collect::<Vec<_>>();
            (!texts.is_empty()).then_some(Value::Array(texts))
        };
        let version =
            |version: &Option<TargetVersion>| Some(Value::String(version.as_ref()?.to_string()));
        let values = [
            ("python", list(pythons.iter().map(|python| python.version()).collect())),
            ("systems", list(systems.iter().map(ToString::to_string).collect())),
            ("glibc", version(glibc)),
            ("musl", version(musl)),
            ("macos", version(macos)),
        ];
        let values = values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let markers = markers.iter().map(|marker| {
            let (name, value) = marker.parts();
            (format!("markers.{name}"), Value::String(value.to_owned()))
        });
        let lines = values.chain(markers).map(|(name, value)| format!("{name} = {value}\n"));
        Vec::from_iter(lines).concat()
    }

    /// These options; the settings apply to each that is not given.
    pub(crate) fn over(&self, settings: &EnvironmentSettings) -> EnvironmentOptions {
        fn given<T: Clone>(given: &[T], settled: Vec<T>) -> Vec<T> {
            if given.is_empty() { settled } else { given.to_vec() }
        }
        let settled = settings.options();
        EnvironmentOptions {
            pythons: given(&self.pythons, settled.pythons),
            systems: given(&self.systems, settled.systems),
            glibc: self.glibc.unwrap_or(settled.glibc),
            musl: self.musl.unwrap_or(settled.musl),
            macos: self.macos.unwrap_or(settled.macos),
            markers: given(&self.markers, settled.markers),
        }
    }
}

/// The options as they stand in a command: ` --python 3.12 --system x86_64-linux`, or nothing.
impl Display for Contents {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        let Self { backend, build_systems, environments } = self;
        let Environments { pythons, systems, glibc, musl, macos, markers } = environments;
        let mut option = |name: &str, value: &dyn Display| {
            let value = value.to_string();
            let value = shlex::try_quote(&value).map_err(|_| fmt::Error)?;
            write!(formatter, " --{name} {value}")
        };
        if let Some(backend) = backend {
            option("backend", &settings::Backend::from(*backend))?;
        }
        pythons.iter().try_for_each(|python| option("python", &python.version()))?;
        systems.iter().try_for_each(|system| option("system", system))?;
        let promised = [("glibc", glibc), ("musl", musl), ("macos", macos)];
        for (name, version) in promised {
            version.iter().try_for_each(|version| option(name, version))?;
        }
        markers.iter().try_for_each(|marker| option("marker", marker))?;
        match build_systems.are_locked {
            Some(are_locked) => write!(formatter, " --lock-build-systems={are_locked}"),
            None => Ok(()),
        }
    }
}
