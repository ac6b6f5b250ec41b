//! The choice of environments for a file.

use miette::Diagnostic;
use pep508_rs::ExtraName;
use thiserror::Error;

use super::{
    Environment, Environments, Implementation, Interpreter, Libc, MarkerValue, Platform, Python,
    SystemName, TargetVersion, nixpkgs,
};
use crate::lock::formula::{Formula, TooComplex};
use crate::lock::marker::{Marker, MarkerId, PatchReleases, Truth};
use crate::lock::{Lock, LockKind};

/// The options of the user; an empty list means the default.
#[derive(Debug, Clone)]
pub struct EnvironmentOptions {
    /// Pythons.
    pub pythons: Vec<Python>,
    /// Systems.
    pub systems: Vec<SystemName>,
    /// The newest glibc that wheels may require on Linux.
    pub glibc: TargetVersion,
    /// The newest musl that wheels may require on Linux systems with musl.
    pub musl: TargetVersion,
    /// The newest macOS that wheels may require on Darwin.
    pub macos: TargetVersion,
    /// Additional marker values for all environments.
    pub markers: Vec<MarkerValue>,
}

impl EnvironmentOptions {
    /// The newest version of this C library, or of macOS, that wheels may require.
    #[must_use]
    pub const fn target(&self, libc: Libc) -> TargetVersion {
        match libc {
            Libc::Darwin => self.macos,
            Libc::Glibc => self.glibc,
            Libc::Musl => self.musl,
        }
    }
}

impl Default for EnvironmentOptions {
    fn default() -> Self {
        Self {
            pythons: Vec::new(),
            systems: Vec::new(),
            glibc: TargetVersion::usual(Libc::Glibc),
            musl: TargetVersion::usual(Libc::Musl),
            macos: TargetVersion::usual(Libc::Darwin),
            markers: Vec::new(),
        }
    }
}

/// There is no environment to generate a file for.
#[derive(Debug, Error, Diagnostic)]
pub enum EnvironmentError {
    /// `requires-python` excludes every interpreter.
    #[error("none of Python {} satisfies requires-python {requires_python:?}", list(.pythons))]
    #[diagnostic(
        code(uvnix::environment::no_python),
        help(
            "select a Python version that does: `python` in [tool.uvnix.environments], or `--python`"
        )
    )]
    NoPython {
        /// The lock's `requires-python`.
        requires_python: String,
        /// The Pythons that were considered.
        pythons: Vec<Python>,
    },

    /// `requires-python` excludes an interpreter that the user selected.
    #[error("Python {python} does not satisfy requires-python {requires_python:?}")]
    #[diagnostic(
        code(uvnix::environment::python_not_admitted),
        help(
            "do not select it with `--python` or in [tool.uvnix.environments], or widen requires-python and {lock_again}"
        )
    )]
    PythonNotAdmitted {
        /// The lock's `requires-python`.
        requires_python: String,
        /// The selected Python.
        python: String,
        /// How to lock again.
        lock_again: &'static str,
    },

    /// The lock was made for other systems.
    #[error("the lock file supports none of the selected environments (`{key}`)")]
    #[diagnostic(
        code(uvnix::environment::not_supported),
        help("{widen} and {lock_again}, or select other systems with `--system`")
    )]
    NotSupported {
        /// The key of the lock file that limits it.
        key: &'static str,
        /// How to lock for more environments.
        widen: &'static str,
        /// How to lock again.
        lock_again: &'static str,
    },

    /// A marker over too many choices.
    #[error(transparent)]
    #[diagnostic(transparent)]
    TooComplex(#[from] TooComplex),
}

fn list(pythons: &[Python]) -> String {
    let names: Vec<String> = pythons.iter().map(|python| python.version()).collect();
    names.join(", ")
}

/// The environments of a generated file, each with the values of all markers. `choice` gives the condition
/// for an extra that stands for a choice.
///
/// A minor version of Python is split if a marker distinguishes its patch releases.
///
/// # Errors
/// If no environment is left, or if a marker is too complex.
pub fn select(
    lock: &Lock,
    choice: &dyn Fn(&ExtraName) -> Option<Formula>,
    options: &EnvironmentOptions,
) -> Result<(Environments, Vec<Truth>), EnvironmentError> {
    let pythons = match options.pythons.as_slice() {
        [] => nixpkgs::pythons().collect(),
        named => sorted(named),
    };
    let systems = match options.systems.as_slice() {
        [] => nixpkgs::SYSTEMS.to_vec(),
        named => sorted(named),
    };
    let platforms = systems.into_iter();
    let platforms: Vec<Platform> =
        platforms.map(|name| Platform { name, target: options.target(name.libc) }).collect();

    let on = |interpreter| {
        let platforms = platforms.iter();
        platforms.map(|&it| Environment::new(interpreter, it, &options.markers)).collect()
    };
    let evaluate = |environment: &Environment| lock.markers.evaluate(environment.values(), choice);
    let admits = &lock.markers[lock.python];
    let boundaries = lock.markers.patch_boundaries();
    let mut some_python = false;
    let (mut environments, mut truths) = (Vec::new(), Vec::new());
    for &python in &pythons {
        let parts = parts(&interpreters(python, &boundaries), &on, admits, &evaluate)?;
        if parts.is_empty() && !options.pythons.is_empty() {
            return Err(EnvironmentError::PythonNotAdmitted {
                requires_python: lock.requires_python.clone(),
                python: python.version(),
                lock_again: lock.kind.lock_again(),
            });
        }
        some_python |= !parts.is_empty();
        for (environment, truth) in parts.into_iter().flatten() {
            let is_supported = |&marker: &MarkerId| truth.holds(marker);
            if lock.supported_markers.is_empty() || lock.supported_markers.iter().any(is_supported)
            {
                environments.push(environment);
                truths.push(truth);
            }
        }
    }
    match environments.is_empty() {
        false => Ok((Environments::new(environments), truths)),
        true if some_python => Err(not_supported(lock.kind)),
        true => Err(EnvironmentError::NoPython {
            requires_python: lock.requires_python.clone(),
            pythons,
        }),
    }
}

fn not_supported(kind: LockKind) -> EnvironmentError {
    let (key, widen) = match kind {
        LockKind::Uv => ("supported-markers", "widen `environments` in [tool.uv]"),
        LockKind::Pylock => ("environments", "let the project support more environments"),
    };
    EnvironmentError::NotSupported { key, widen, lock_again: kind.lock_again() }
}

fn sorted<T: Ord + Clone>(named: &[T]) -> Vec<T> {
    let mut named = named.to_vec();
    named.sort();
    named.dedup();
    named
}

/// One part of a minor version, on each platform.
type Part = Vec<(Environment, Truth)>;

/// The parts of a Python, split at each patch release at which some marker changes.
fn interpreters(python: Python, boundaries: &PatchReleases) -> Vec<Interpreter> {
    let of_minor = boundaries.range((python.minor, 0)..=(python.minor, u64::MAX));
    let mut boundaries = of_minor.map(|(_, patch)| *patch);
    if python.implementation == Implementation::PyPy {
        // The patch release of the language of a PyPy is unknown: use the newest that matters.
        let from = boundaries.next_back().unwrap_or(0);
        return vec![Interpreter { python, from, until: None }];
    }
    let starts = Vec::from_iter([0].into_iter().chain(boundaries));
    let ends = starts.iter().skip(1).copied().map(Some).chain([None]);
    starts.iter().zip(ends).map(|(&from, until)| Interpreter { python, from, until }).collect()
}

/// The interpreters that `requires-python` allows. Adjacent parts that no marker distinguishes are merged.
fn parts(
    interpreters: &[Interpreter],
    on_each_platform: &dyn Fn(Interpreter) -> Vec<Environment>,
    admits: &Marker,
    evaluate: &dyn Fn(&Environment) -> Result<Truth, TooComplex>,
) -> Result<Vec<Part>, TooComplex> {
    let mut parts: Vec<Part> = Vec::new();
    for &interpreter in interpreters {
        let environments = on_each_platform(interpreter);
        if !environments.iter().any(|it| admits.holds(it.values())) {
            continue;
        }
        let with_truth = |environment| {
            let truth = evaluate(&environment)?;
            Ok((environment, truth))
        };
        let part = environments.into_iter().map(with_truth);
        let part: Part = part.collect::<Result<_, TooComplex>>()?;
        let is_same = |before: &Part| {
            before.iter().all(|(it, _)| it.interpreter.until == Some(interpreter.from))
                && truths(before).eq(truths(&part))
        };
        match parts.last_mut() {
            Some(before) if is_same(before) => {
                for (environment, _) in before {
                    environment.interpreter.until = interpreter.until;
                }
            }
            _ => parts.push(part),
        }
    }
    Ok(parts)
}

fn truths(part: &Part) -> impl Iterator<Item = &Truth> {
    part.iter().map(|(_, truth)| truth)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that a lock with these markers is generated for, on one system.
    fn names(requires_python: &str, markers: &[&str]) -> Vec<String> {
        let mut lock = Lock::parse(&format!("version = 1\nrequires-python = '{requires_python}'"));
        for marker in markers {
            lock.as_mut().unwrap().markers.parse(marker).unwrap();
        }
        let lock = lock.unwrap();
        let options = EnvironmentOptions {
            systems: vec!["x86_64-linux".parse().unwrap()],
            ..EnvironmentOptions::default()
        };
        let (environments, _) = select(&lock, &|_| None, &options).unwrap();
        environments.iter().map(|it| environments.interpreter_name(it)).collect()
    }

    #[test]
    fn every_minor_version_that_requires_python_admits_is_generated_for() {
        assert_eq!(names(">=3.12", &[]), ["cp312", "cp313", "cp314", "cp315"]);
        assert_eq!(names(">=3.11.3,<3.13", &[]), ["cp311", "cp312"]);
    }

    #[test]
    fn a_minor_version_is_split_where_a_marker_tells_its_patch_releases_apart() {
        assert_eq!(
            names(">=3.11,<3.13", &["python_full_version < '3.11.3'"]),
            ["cp311.0", "cp311.3", "cp312"]
        );
        assert_eq!(names(">=3.11.3,<3.12", &["python_full_version < '3.11.3'"]), ["cp311"]);
    }

    #[test]
    fn a_boundary_that_only_other_systems_see_splits_nothing() {
        let windows = "python_full_version < '3.11.3' and sys_platform == 'win32'";
        assert_eq!(names(">=3.11,<3.12", &[windows]), ["cp311"]);
    }
}
