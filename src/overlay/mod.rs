//! All environments merged, with each fact once.
//!
//! Takes the resolutions, the projects, the settings and the facts; gives an [`Overlay`]. There are two stages,
//! because facts are looked up in between:
//!
//! 1. [`Merged`]: a package that several environments share has one [`Variant`], with its files and its
//!    dependencies. It knows which facts to look up and which build requirements to lock.
//! 2. [`Overlay`]: each variant with its [`Build`], and the packages that only builds need.
//!
//! | file | open it for |
//! |---|---|
//! | `merged`, `place` | the first stage; names for the environments and choices where a fact holds |
//! | `wheels`, `dependencies`, `member` | the parts of a variant: its wheels; its dependencies; what can be installed by name |
//! | `lookups` | the facts to look up |
//! | `build_plan` | the build requirements of a package, and their origin |
//! | `build`, `build_lists` | what provides them: the set of build systems, or locked packages |
//! | `build_tools` | the packages that only builds need |
//! | `provided` | what the set of build systems provides |
//! | `native_build` | the needs of builds besides Python |
//! | `libraries` | the origins of the shared libraries that wheels need |
//! | `runtime` | the libraries and programs that packages look for when they run |
//! | `cycles` | dependency cycles, for builders that cannot have them |

mod build;
mod build_lists;
mod build_plan;
mod build_tools;
mod cycles;
mod dependencies;
mod libraries;
mod lookups;
mod member;
mod merged;
mod native_build;
mod place;
mod provided;
mod runtime;
mod wheels;

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;

pub use build::{Build, LockedLists};
pub use build_plan::{BuildBase, BuildPlan};
pub use build_tools::{BuildNeeds, BuildPackage, BuiltPackages};
pub use cycles::{Cycle, CyclePaths};
pub use dependencies::{Dependencies, Edges};
pub use libraries::{Knowledge, LibraryOrigin, LinkedLibraries, OF_THE_DRIVER};
pub use member::Member;
pub use merged::{Inputs, Merged, Variant};
pub use native_build::{Crates, LendingRecipe, NativeBuild};
pub use place::{ByPlace, Place};
pub use provided::{Instead, Unmet};
pub use runtime::{OpenedLibrary, RuntimeNeeds};
pub use wheels::Wheels;

use crate::facts::Facts;
use crate::lock::Package;
use crate::project::settings::{Backend, Settings};
use crate::resolution::activation::Implication;
use crate::resolution::installed::Installed;
use build_tools::LockedBuilds;
use native_build::Built;

/// The content of a generated file.
#[derive(Debug)]
pub struct Overlay<'l> {
    /// What it is made from.
    pub inputs: Inputs<'l>,
    /// The facts that were looked up.
    pub facts: &'l Facts,
    /// The builders that it is for.
    pub backend: Backend,
    /// The packages that can be installed by name.
    pub members: BTreeMap<&'l PackageName, Member<'l>>,
    /// Every package that some environment has; more than one variant where the lock forks.
    pub packages: BTreeMap<&'l PackageName, Vec<Packaged<'l>>>,
    /// The choices that a specification implies, with the environments in which they apply.
    pub activations: Vec<(&'l Implication, Place<'l>)>,
    /// The packages that only builds need, by name and version.
    pub build_packages: BTreeMap<&'l str, BuildPackage<'l>>,
    /// For each list of build requirements the packages that meet it, and where they are needed.
    pub build_environments: BTreeMap<String, BTreeMap<&'l str, Place<'l>>>,
    /// The packages that have to be built with each other, which is impossible.
    pub build_cycles: Vec<Vec<&'l str>>,
    /// The list of these for the hook that makes packages editable.
    pub editable_hook: Option<String>,
    /// The cycles, for builders that cannot have them.
    pub cycles: Vec<Cycle<'l>>,
}

/// A variant of a package, and how it is built.
#[derive(Debug)]
pub struct Packaged<'l> {
    /// The variant.
    pub variant: Variant<'l>,
    /// How it is built, where it is built.
    pub build: Build<'l>,
    /// What it needs besides Python where it is built.
    pub native: NativeBuild<'l>,
    /// The libraries that its wheels for Linux need from elsewhere.
    pub linked: LinkedLibraries<'l>,
    /// What it needs when it runs.
    pub runtime: RuntimeNeeds<'l>,
    settings: &'l Settings,
}

/// A package, also one that only builds need.
#[derive(Debug, Clone, Copy)]
pub struct PackageContent<'o, 'l> {
    /// The package.
    pub package: &'l Package,
    /// What is installed of it.
    pub installed: &'o Installed<'l>,
    /// The libraries that its wheels for Linux need from elsewhere.
    pub linked: &'o LinkedLibraries<'l>,
    /// The needs of its build besides Python.
    pub native: &'o NativeBuild<'l>,
    /// What it needs when it runs; packages that only builds need get none.
    pub runtime: Option<&'o RuntimeNeeds<'l>>,
    /// The settings that have something about it.
    pub settings: &'l Settings,
}

impl<'l> Overlay<'l> {
    /// Adds to each variant how it is built, and where its libraries come from.
    #[must_use]
    pub fn of(merged: Merged<'l>, facts: &'l Facts, backend: Backend) -> Self {
        let cycles = match backend {
            Backend::PyprojectNix => Vec::new(),
            Backend::Nixpkgs => merged.cycles(),
        };
        let mut linked = libraries::linked(&merged, facts);
        let mut locked = LockedBuilds::new(&merged, facts);
        let editable_hook = locked.add_editable_hook(&merged);
        let settings = merged.inputs.settings();
        let names = merged.packages.keys().copied().map(AsRef::as_ref);
        let names: BTreeSet<&str> = names.collect();
        let mut with_build = |variant: Variant<'l>| {
            let plan = variant.build_plan(merged.inputs, facts);
            let lists = variant.build_lists(plan, locked.project());
            let lists = lists
                .map(|lists| locked.add(lists, variant.package, &variant.installed))
                .unwrap_or_default();
            let build = Build::of(plan, &variant, lists, merged.inputs);
            let Variant { package, ref installed, project, .. } = variant;
            let subject = Built { package, installed, project };
            let native = NativeBuild::of(&subject, &build, settings, facts);
            let runtime =
                RuntimeNeeds::of(&variant, merged.inputs, |name: &str| names.contains(name));
            let linked = LinkedLibraries::default();
            Packaged { variant, build, native, linked, runtime, settings }
        };
        let by_name = merged.packages.into_iter().map(|(name, variants)| {
            let linked = linked.remove(name).unwrap_or_default().into_iter();
            let linked = linked.chain(std::iter::repeat_with(LinkedLibraries::default));
            let variants = variants.into_iter().map(&mut with_build).zip(linked);
            let packaged = variants.map(|(packaged, linked)| Packaged { linked, ..packaged });
            (name, packaged.collect::<Vec<_>>())
        });
        let packages = by_name.collect();
        let (build_packages, build_cycles) = locked.packages();
        Self {
            inputs: merged.inputs,
            facts,
            backend,
            members: merged.members,
            packages,
            activations: merged.activations,
            build_packages,
            build_cycles,
            build_environments: locked.environments,
            editable_hook,
            cycles,
        }
    }

    /// Every variant of every package.
    pub fn variants(&self) -> impl Iterator<Item = &Packaged<'l>> {
        self.packages.values().flatten()
    }

    /// What is installed of every package, also of those that only builds need.
    pub fn installed(&self) -> impl Iterator<Item = PackageContent<'_, 'l>> {
        let variants = self.variants().map(Packaged::content);
        variants.chain(self.build_packages.values().map(BuildPackage::content))
    }
}

impl<'l> Packaged<'l> {
    /// The package with what is installed of it.
    #[must_use]
    pub const fn content(&self) -> PackageContent<'_, 'l> {
        let Variant { package, installed, .. } = &self.variant;
        let Self { linked, native, settings, .. } = self;
        let runtime = Some(&self.runtime);
        PackageContent { package, installed, linked, native, runtime, settings }
    }
}
