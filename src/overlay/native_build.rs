//! What the build of a package needs besides Python: Rust dependencies, and the libraries and tools that
//! nixpkgs' own recipe has.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::build::is_folder;
use super::{Build, BuildBase};
use crate::facts::{CrateLock, Facts};
use crate::lock::{Package, RelativePath, Source};
use crate::project::settings::{CargoLock, Recipe, Settings};
use crate::project::{Project, needs_rust};
use crate::resolution::installed::Installed;

/// The needs of one package where it is built.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct NativeBuild<'l> {
    /// Its Rust dependencies.
    pub crates: Crates<'l>,
    /// The recipe of nixpkgs that lends libraries and tools.
    pub recipe: Option<LendingRecipe<'l>>,
    /// Whether `CMake` looks for Python packages.
    pub uses_cmake: bool,
}

/// The Rust dependencies of a package.
#[derive(Debug, Default, PartialEq, Eq)]
pub enum Crates<'l> {
    /// It needs none, or nobody has looked.
    #[default]
    None,
    /// This `Cargo.lock` in the folder of a local package.
    InFolder(&'l RelativePath),
    /// A copy of its `Cargo.lock` in `uvnix.lock`, under this key.
    InFacts(String, &'l CrateLock),
    /// It needs some, and its source has no `Cargo.lock`.
    Absent,
}

/// A recipe of nixpkgs, and what it lacks.
#[derive(Debug, PartialEq, Eq)]
pub struct LendingRecipe<'l> {
    /// Its attribute in nixpkgs' Python set, if there is one.
    pub attribute: Option<&'l str>,
    /// More tools, attributes of nixpkgs.
    pub tools: &'static [&'static str],
    /// More libraries, attributes of nixpkgs.
    pub libraries: &'static [&'static str],
    /// The names of what it is known to lend, for messages; empty: nobody has looked.
    pub lends: &'static [&'static str],
}

/// A package, as far as its build needs something besides Python.
pub(super) struct Built<'a, 'l> {
    pub(super) package: &'l Package,
    pub(super) installed: &'a Installed<'l>,
    /// The `pyproject.toml` of a local package.
    pub(super) project: Option<&'l Project>,
}

/// A line of the table.
struct Line {
    attribute: Option<&'static str>,
    tools: Vec<&'static str>,
    libraries: Vec<&'static str>,
}

static RECIPES: LazyLock<BTreeMap<&str, Line>> = LazyLock::new(|| {
    let lines = include_str!("native_build/recipes.txt").lines().filter(|it| !it.starts_with('#'));
    let lines = lines.map(|line| {
        let (before, after) = line.split_once(" +").unwrap_or((line, ""));
        let mut words = before.split_whitespace();
        let name = words.next().unwrap_or_default();
        let attribute = words.next().filter(|attribute| *attribute != "-");
        let libraries = after.split_whitespace().collect();
        (name, Line { attribute, tools: words.collect(), libraries })
    });
    lines.collect()
});

static LENDS: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("native_build/lends.txt").lines().filter(|it| !it.starts_with('#'));
    let lines = lines.map(|line| {
        let mut words = line.split(' ');
        (words.next().unwrap_or_default(), words.collect())
    });
    lines.collect()
});

/// What nixpkgs' recipe with an attribute is known to lend.
fn lends(attribute: &str) -> &'static [&'static str] {
    LENDS.get(attribute).map(Vec::as_slice).unwrap_or_default()
}

/// The build requirements that let `CMake` look for Python packages.
const CMAKE: [&str; 4] = ["cmake", "py-build-cmake", "scikit-build", "scikit-build-core"];

impl<'l> NativeBuild<'l> {
    /// The needs of a package that is built in this way.
    pub(super) fn of(
        subject: &Built<'_, 'l>,
        build: &Build<'l>,
        settings: &'l Settings,
        facts: &'l Facts,
    ) -> Self {
        let can_be_built =
            subject.installed.built().is_some() || subject.installed.sdist().is_some();
        if !can_be_built {
            return Self::default();
        }
        let uses_cmake = |name: &str| CMAKE.contains(&name);
        Self {
            crates: crates(subject, build, settings, facts),
            recipe: recipe(subject.package, build, settings),
            uses_cmake: build.requirements.iter().any(|it| uses_cmake(it.name.as_ref())),
        }
    }
}

fn crates<'l>(
    subject: &Built<'_, 'l>,
    build: &Build<'l>,
    settings: &'l Settings,
    facts: &'l Facts,
) -> Crates<'l> {
    let package = subject.package;
    let settings = settings.packages.get(&package.name);
    let setting = settings.map_or(&CargoLock::Found, |settings| &settings.cargo_lock);
    let is_local = is_folder(&package.source);
    let in_folder = subject.project.filter(|_| is_local);
    match (setting, in_folder) {
        (CargoLock::Off, _) => return Crates::None,
        (CargoLock::At(path), _) if is_local => return Crates::InFolder(path),
        (CargoLock::Found, Some(project)) if needs_rust(build.requirements.iter().copied()) => {
            return project.cargo_locks.first().map_or(Crates::Absent, Crates::InFolder);
        }
        (CargoLock::Found | CargoLock::At(_), _) => {}
    }
    match facts.cargo_lock_of(package) {
        Some((key, lock)) => Crates::InFacts(key, lock),
        None if facts.lacks_cargo_lock(package) => Crates::Absent,
        None => Crates::None,
    }
}

fn recipe<'l>(
    package: &'l Package,
    build: &Build<'l>,
    settings: &'l Settings,
) -> Option<LendingRecipe<'l>> {
    let is_wanted_by_itself = || {
        let is_from_index = matches!(package.source, Source::Registry(_));
        let is_native = match build.plan.base {
            BuildBase::Found(found) => found.has_native_code,
            BuildBase::Stated(_) => true,
            BuildBase::Unknown | BuildBase::Absent => false,
        };
        is_from_index && is_native
    };
    let same_name: &str = package.name.as_ref();
    let line = RECIPES.get(same_name);
    let settings = settings.packages.get(&package.name);
    match settings.map_or(&Recipe::Found, |settings| &settings.native.recipe) {
        Recipe::Off => return None,
        Recipe::Found if !is_wanted_by_itself() => return None,
        Recipe::At(attribute) => {
            let (tools, libraries, lends) = (&[], &[], lends(attribute.as_str()));
            let attribute = Some(attribute.as_str());
            return Some(LendingRecipe { attribute, tools, libraries, lends });
        }
        Recipe::Found | Recipe::SameName => {}
    }
    Some(match line {
        None => {
            let lends = lends(same_name);
            LendingRecipe { attribute: Some(same_name), tools: &[], libraries: &[], lends }
        }
        Some(Line { attribute, tools, libraries }) => {
            let lends = attribute.map(lends).unwrap_or_default();
            LendingRecipe { attribute: *attribute, tools, libraries, lends }
        }
    })
}
