//! The needs of a package besides Python, and where each of them comes from.

use schemars::JsonSchema;
use serde::Serialize;

use crate::overlay::{BuildBase, Crates, Knowledge, LibraryOrigin, Packaged};

/// The needs of one version of a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NativeNeeds {
    /// How the libraries of its wheels are known; `None`: it has no wheels for Linux, or its libraries are
    /// turned off.
    pub wheels: Option<KnownBy>,
    /// Its needs, in the order of [`When`].
    pub needs: Vec<NativeNeed>,
}

/// How the libraries that wheels link are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KnownBy {
    /// A wheel of this version was read.
    Read,
    /// A wheel of another version is in the table of uvnix.
    AnotherVersion,
    /// No wheel was read.
    Nothing,
}

/// One need, and what meets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NativeNeed {
    /// When it is needed.
    pub when: When,
    /// The library, or what else is needed.
    pub need: String,
    /// What provides it.
    pub from: Provider,
    /// The names of the provider: packages of the lock, or attributes of nixpkgs.
    pub names: Vec<String>,
}

/// When something is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// When a file of a wheel is opened.
    Wheel,
    /// When the package is built.
    Build,
    /// When it runs: the library is opened by name, the program is called.
    Run,
}

/// What provides something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// The wheel of a package of the lock.
    Package,
    /// nixpkgs.
    Nixpkgs,
    /// nixpkgs' own recipe of the package, if there is one.
    Recipe,
    /// The source of the package.
    Source,
    /// The interpreter.
    Interpreter,
    /// The driver of the machine that runs it.
    Driver,
    /// Nobody.
    Nobody,
}

impl NativeNeeds {
    /// The need of a build for Rust dependencies.
    pub(super) const CRATES: &'static str = "crates";

    /// The needs of a package.
    #[must_use]
    pub fn of(packaged: &Packaged<'_>) -> Self {
        let wheels = match packaged.linked.knowledge {
            Knowledge::NotNeeded => None,
            Knowledge::Read => Some(KnownBy::Read),
            Knowledge::AnotherVersion => Some(KnownBy::AnotherVersion),
            Knowledge::Nothing => Some(KnownBy::Nothing),
        };
        let needs = of_wheels(packaged).chain(of_build(packaged)).chain(at_run_time(packaged));
        Self { wheels, needs: needs.collect() }
    }

    /// Those of one time.
    pub fn at(&self, when: When) -> impl Iterator<Item = &NativeNeed> {
        self.needs.iter().filter(move |need| need.when == when)
    }
}

impl NativeNeed {
    fn new<'n>(
        when: When,
        need: &str,
        from: Provider,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let names = names.into_iter().map(str::to_owned).collect();
        Self { when, need: need.to_owned(), from, names }
    }

    /// What provides it, in words.
    #[must_use]
    pub fn provider(&self) -> String {
        let one_of = || self.names.join(" or ");
        match self.from {
            Provider::Package => self.names.join(", "),
            Provider::Nixpkgs => format!("nixpkgs: {}", one_of()),
            Provider::Recipe => format!("nixpkgs' recipe {}, if there is one", one_of()),
            Provider::Source => "its source".to_owned(),
            Provider::Interpreter => "the interpreter".to_owned(),
            Provider::Driver => "the driver of the machine".to_owned(),
            Provider::Nobody => "nobody".to_owned(),
        }
    }
}

fn of_wheels(packaged: &Packaged<'_>) -> impl Iterator<Item = NativeNeed> {
    packaged.linked.from.iter().map(|(library, origin)| {
        let need = |from, names: &[&str]| {
            NativeNeed::new(When::Wheel, library, from, names.iter().copied())
        };
        match origin {
            LibraryOrigin::Package(package) => need(Provider::Package, &[package.as_ref()]),
            LibraryOrigin::Nixpkgs(attributes) => need(Provider::Nixpkgs, attributes),
            LibraryOrigin::Interpreter => need(Provider::Interpreter, &[]),
            LibraryOrigin::Driver => need(Provider::Driver, &[]),
            LibraryOrigin::Nobody => need(Provider::Nobody, &[]),
        }
    })
}

/// Only what some environment builds.
fn of_build<'n>(packaged: &'n Packaged<'_>) -> impl Iterator<Item = NativeNeed> + use<'n> {
    let need =
        |need: &str, from, names: Option<&str>| NativeNeed::new(When::Build, need, from, names);
    let build = &packaged.native;
    let crates = match build.crates {
        Crates::None => None,
        Crates::InFolder(_) | Crates::InFacts(..) => Some(Provider::Source),
        Crates::Absent => Some(Provider::Nobody),
    };
    let is_native = match packaged.build.plan.base {
        BuildBase::Found(found) => found.has_native_code,
        BuildBase::Unknown | BuildBase::Stated(_) | BuildBase::Absent => false,
    };
    let libraries = match &build.recipe {
        Some(recipe) => {
            let from =
                if recipe.attribute.is_some() { Provider::Recipe } else { Provider::Nixpkgs };
            let known = [recipe.lends, recipe.tools, recipe.libraries].concat().join(", ");
            let needed = if known.is_empty() { "libraries and tools" } else { &known };
            Some(need(needed, from, recipe.attribute))
        }
        None if is_native => Some(need("libraries and tools, if any", Provider::Nobody, None)),
        None => None,
    };
    let crates = crates.map(|from| need(NativeNeeds::CRATES, from, None));
    let is_built = packaged.variant.installed.built().is_some();
    crates.into_iter().chain(libraries).filter(move |_| is_built)
}

fn at_run_time(packaged: &Packaged<'_>) -> impl Iterator<Item = NativeNeed> {
    let libraries = packaged.runtime.libraries.iter().map(|(library, opened)| {
        NativeNeed::new(When::Run, library, Provider::Nixpkgs, opened.attributes.iter().copied())
    });
    let programs = packaged.runtime.programs.iter().map(|attributes| {
        NativeNeed::new(When::Run, "a program", Provider::Nixpkgs, attributes.iter().copied())
    });
    libraries.chain(programs)
}
