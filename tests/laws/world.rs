//! A generated lock with what lies beside it: projects, settings, facts and locked builds.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use uvnix::environment::EnvironmentOptions;
use uvnix::facts::Facts;
use uvnix::facts::build_lock::{Answer, BuildLocks, Terms};
use uvnix::lock::{Lock, Package};
use uvnix::overlay::{Inputs, Merged, Overlay};
use uvnix::project::settings::{Backend, Settings};
use uvnix::project::{BuildFiles, BuildSystem};
use uvnix::resolution::resolved::Resolved;

use crate::sketch::sketch;
use crate::workspace_of;

/// The build systems that packages have.
const BUILD_SYSTEMS: [&str; 4] = [
    "build-system.requires = ['setuptools>=61', 'wheel']",
    "build-system = { requires = ['hatchling', \"tomli>=2; python_version < '3.12'\"], \
     build-backend = 'hatchling.build' }",
    "build-system.requires = []",
    "build-system.requires = ['cython', 'flit-core[x]>=3']",
];

/// What the user says of a package, with `@` in place of its name.
const SETTINGS: [&str; 6] = [
    "tool.uvnix.packages.@.build-system = ['poetry-core']",
    "tool.uvnix.packages.@.source = 'sdist'",
    "tool.uv.extra-build-dependencies.@ = ['cython>=3', 'numpy']",
    "tool.uv.extra-build-dependencies.@ = [{ requirement = 'package-1', match-runtime = true }]",
    "tool.uv.no-build-package = ['@']\ntool.uv.no-build-isolation-package = ['@']",
    "tool.uv.no-binary-package = ['@']\ntool.uv.no-build-isolation-package = ['@']",
];

/// How many packages a lock has at most.
const PACKAGES: usize = 7;

/// A lock with what lies beside it.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// The text of the lock.
    pub lock: String,
    settings: String,
    /// For each package by its number, what its source says of how it is built.
    build_systems: Vec<Option<&'static str>>,
    /// Whether builds are locked.
    has_build_locks: bool,
    /// The builders that the file is for.
    backend: Backend,
}

/// Some of all that can be.
pub(crate) fn world() -> impl Strategy<Value = World> {
    let build_systems = vec(option::of(select(BUILD_SYSTEMS.to_vec())), PACKAGES);
    let settings = vec(option::weighted(0.2, 0..SETTINGS.len()), PACKAGES);
    let backend = select(vec![Backend::PyprojectNix, Backend::Nixpkgs]);
    let parts = (sketch(), settings, build_systems, any::<bool>(), backend);
    parts.prop_map(|(lock, settings, build_systems, has_build_locks, backend)| World {
        settings: written(&settings, &lock),
        has_build_locks: has_build_locks && backend == Backend::PyprojectNix,
        lock,
        build_systems,
        backend,
    })
}

/// The text of settings for the packages of a lock. A key of a list stands there once: the first that has it counts.
fn written(settings: &[Option<usize>], lock: &str) -> String {
    let mut text = String::new();
    let is_locked = |number: &usize| lock.contains(&format!("name = \"package-{number}\"\n"));
    for (number, setting) in settings.iter().enumerate().filter(|(number, _)| is_locked(number)) {
        let Some(setting) = setting.map(|index| SETTINGS[index]) else { continue };
        for line in setting.replace('@', &format!("package-{number}")).lines() {
            let key = line.split(" = ").next().expect("a line has a key");
            if !text.contains(key) {
                writeln!(text, "{line}").expect("memory");
            }
        }
    }
    text
}

impl World {
    /// The same with another text of the lock.
    pub(crate) fn with_lock(&self, lock: String) -> Self {
        Self { lock, ..self.clone() }
    }

    /// Makes the overlay, and does something with it.
    pub(crate) fn with_overlay<T>(
        &self,
        options: &EnvironmentOptions,
        then: impl FnOnce(&Overlay<'_>) -> T,
    ) -> T {
        let lock = Lock::parse(&self.lock).expect("the lock is fine");
        let settings = Settings::parse(&self.settings).expect("the settings are fine");
        let text = |package: &Package| self.build_system(package.name.as_ref()).map(str::to_owned);
        let workspace = &workspace_of(lock, settings, text);
        let (lock, settings) = (workspace.lock(), workspace.settings());
        let resolved = Resolved::of(lock, options).expect("there is an answer");
        let merged = Merged::of(Inputs { resolved: &resolved, workspace });
        let facts = self.facts(lock);
        let terms = Terms::of(lock, &resolved.environments, settings);
        let locks = self.build_locks(&merged, &facts, &terms);
        let facts = facts.with_build_locks(locks);
        then(&Overlay::of(merged, &facts, self.backend))
    }

    /// What the source of a package says of how it is built.
    fn build_system(&self, name: &str) -> Option<&'static str> {
        let number: usize = name.strip_prefix("package-")?.parse().ok()?;
        *self.build_systems.get(number)?
    }

    fn facts(&self, lock: &Lock) -> Facts {
        let mut facts = Facts::default();
        for (_, package) in lock.packages() {
            let Some(text) = self.build_system(package.name.as_ref()) else { continue };
            let files = BuildFiles { pyproject: Some(text.to_owned()), ..BuildFiles::default() };
            facts.add_build_system(package, BuildSystem::of(&files).expect("it says how"));
        }
        facts
    }

    fn build_locks(&self, merged: &Merged<'_>, facts: &Facts, terms: &Terms) -> BuildLocks {
        let mut locks = BuildLocks::default();
        let lists = merged.build_needs(facts).lists.into_keys();
        for list in lists.filter(|_| self.has_build_locks) {
            let pylock = pylock(&Vec::from_iter(list.requirements()));
            let answer = Answer::parse(&pylock, Path::new("/project")).expect("the answer is fine");
            locks.add(&list, terms, answer);
        }
        locks
    }
}

/// What uv could have chosen for these requirements. One of them has no wheel for every environment.
fn pylock(requirements: &[&str]) -> String {
    let hash = format!("hashes = {{ md5 = \"{}\" }}", "0".repeat(32));
    let mut text = "lock-version = \"1.0\"\n".to_owned();
    let names: BTreeMap<&str, &str> =
        requirements.iter().map(|requirement| (name_of(requirement), *requirement)).collect();
    for (name, requirement) in names {
        let tags = if name == "cython" { "cp312-cp312-macosx_11_0_arm64" } else { "py3-none-any" };
        let file =
            |end: &str| format!("{{ url = \"https://files.example/{name}-1.0{end}\", {hash} }}");
        let (sdist, wheel) = (file(".tar.gz"), file(&format!("-{tags}.whl")));
        let marker = requirement.split_once(';').map(|(_, marker)| marker.trim());
        let marker = marker.map(|marker| format!("marker = \"{marker}\"\n")).unwrap_or_default();
        write!(
            text,
            "[[packages]]\nname = \"{name}\"\nversion = \"1.0\"\n{marker}sdist = {sdist}\nwheels = [{wheel}]\n"
        )
        .expect("memory");
    }
    text
}

/// The name at the beginning of a requirement.
pub(crate) fn name_of(requirement: &str) -> &str {
    let end = requirement.find(|it: char| !it.is_ascii_alphanumeric() && it != '-');
    &requirement[..end.unwrap_or(requirement.len())]
}
