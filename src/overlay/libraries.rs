//! Where the shared libraries come from that wheels need.
//!
//! A wheel names the libraries that it needs. Along the dependencies of its package, other wheels provide
//! some; nixpkgs has others; the driver of the machine and the interpreter have their own. Plugins remain that
//! nobody provides, which uv installs too. Libraries are never looked for in the whole lock: another package
//! may have a private copy of the same name.

mod closure;
mod providers;
mod system;

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::PackageName;

use super::{Merged, Variant};
use crate::facts::{Facts, WheelLibraries, has_readable_libraries, known_libraries};
use crate::project::settings::{AutomaticLibraries, PackageSettings, Settings};
use closure::Closures;
use providers::Providers;

pub use system::OF_THE_DRIVER;
pub(super) use system::nixpkgs as in_nixpkgs;

/// The libraries that the wheels of a package need from elsewhere.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LinkedLibraries<'l> {
    /// Each library, and where it comes from.
    pub from: BTreeMap<String, LibraryOrigin<'l>>,
    /// The packages in which autoPatchelf has to look for libraries.
    pub siblings: BTreeSet<&'l PackageName>,
    /// Names, or patterns of names, of libraries that are needed in several versions: there is a plugin for each,
    /// and the version that is found is enough.
    pub alternatives: BTreeSet<String>,
    /// How its libraries are known.
    pub knowledge: Knowledge,
}

/// How the libraries are known that the wheels of a package need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Knowledge {
    /// There is no wheel for Linux, or the settings turn its libraries off.
    #[default]
    NotNeeded,
    /// A wheel of this version was read.
    Read,
    /// A wheel of another version was read.
    AnotherVersion,
    /// None was read.
    Nothing,
}

/// Where a library comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LibraryOrigin<'l> {
    /// The wheel of a package of the lock.
    Package(&'l PackageName),
    /// nixpkgs: the first of these attributes that exists.
    Nixpkgs(Vec<&'l str>),
    /// The interpreter.
    Interpreter,
    /// The driver of the machine that runs it.
    Driver,
    /// Nobody.
    Nobody,
}

/// How much is known of the wheels of a package.
#[derive(Clone, Copy)]
enum Known<'l> {
    /// One of this version was read.
    Read(&'l WheelLibraries),
    /// Another version of them is in the table: versions in names of libraries can differ.
    Table(&'l WheelLibraries),
    Nothing,
}

/// The libraries of the wheels of every variant, by name and in their order.
pub(super) fn linked<'l>(
    merged: &Merged<'l>,
    facts: &'l Facts,
) -> BTreeMap<&'l PackageName, Vec<LinkedLibraries<'l>>> {
    let search = Search::of(merged, facts);
    let linked = merged.packages.iter().map(|(name, variants)| {
        let variants = variants.iter().zip(&search.known[name]);
        let linked = variants.map(|(variant, known)| search.linked(name, variant, *known));
        (*name, linked.collect())
    });
    linked.collect()
}

fn has_linux_wheel(variant: &Variant<'_>) -> bool {
    variant.installed.wheels().any(|(wheel, _)| has_readable_libraries(wheel.name.as_str()))
}

fn known_of<'l>(variant: &Variant<'l>, facts: &'l Facts) -> Known<'l> {
    let read = variant.installed.wheels().find_map(|(wheel, _)| facts.libraries_of(wheel));
    let package = variant.package;
    let is_locked = |version: &str| package.version.as_ref().is_some_and(|it| it.text == version);
    match (read, known_libraries(package.name.as_ref())) {
        (Some(read), _) => Known::Read(read),
        (None, Some(known)) if is_locked(known.version) => Known::Read(known.libraries),
        (None, Some(known)) => Known::Table(known.libraries),
        (None, None) => Known::Nothing,
    }
}

impl From<Known<'_>> for Knowledge {
    fn from(known: Known<'_>) -> Self {
        match known {
            Known::Read(_) => Self::Read,
            Known::Table(_) => Self::AnotherVersion,
            Known::Nothing => Self::Nothing,
        }
    }
}

struct Search<'l> {
    /// How much is known of the variants of each package.
    known: BTreeMap<&'l PackageName, Vec<Known<'l>>>,
    settings: &'l Settings,
    /// Of the packages in which a library may be.
    closures: Closures<'l>,
    providers: Providers<'l>,
}

impl<'l> Search<'l> {
    fn of(merged: &Merged<'l>, facts: &'l Facts) -> Self {
        let known = merged.packages.iter().map(|(name, variants)| {
            (*name, variants.iter().map(|variant| known_of(variant, facts)).collect())
        });
        let known: BTreeMap<_, Vec<_>> = known.collect();
        let is_provider = |known: &Known<'l>| match known {
            Known::Read(it) | Known::Table(it) => !it.provides.is_empty(),
            Known::Nothing => false,
        };
        let candidates = known
            .iter()
            .filter(|(name, variants)| is_of_cuda(name) || variants.iter().any(is_provider));
        let candidates = candidates.map(|(name, _)| *name).collect();
        let closures = Closures::of(&merged.packages, candidates);
        let all = known.iter().map(|(name, variants)| (*name, variants.as_slice()));
        let providers = Providers::among(all);
        Self { settings: merged.inputs.settings(), closures, providers, known }
    }

    /// Where a package's libraries come from. The settings win over what was found.
    fn linked(
        &self,
        name: &'l PackageName,
        variant: &Variant<'l>,
        known: Known<'l>,
    ) -> LinkedLibraries<'l> {
        let settings = self.settings.packages.get(name);
        let automatic = settings.map(|it| &it.native.libraries);
        if !has_linux_wheel(variant) || automatic == Some(&AutomaticLibraries::Off) {
            return LinkedLibraries::default();
        }
        let cuda = settings.and_then(|it| it.native.cuda);
        if let Known::Read(it) | Known::Table(it) = known
            && it.needs.is_empty()
            && cuda != Some(true)
            && settings.is_none_or(|it| it.native.libraries == AutomaticLibraries::default())
        {
            return LinkedLibraries { knowledge: known.into(), ..LinkedLibraries::default() };
        }
        let below = self.closures.below(name, &system::undeclared(name.as_ref()));
        let mut linked = self.origins(known, &below);
        for (library, attribute) in settings.into_iter().flat_map(|it| it.native.libraries.stated())
        {
            linked.insert(library.clone(), LibraryOrigin::Nixpkgs(vec![attribute.as_str()]));
        }
        let ignores = |library: &str| ignores(settings, library);
        linked.retain(|library, _| !ignores(library));
        let siblings = linked.values().filter_map(|origin| match origin {
            LibraryOrigin::Package(package) => Some(*package),
            LibraryOrigin::Nixpkgs(_)
            | LibraryOrigin::Interpreter
            | LibraryOrigin::Driver
            | LibraryOrigin::Nobody => None,
        });
        let siblings = siblings.collect();
        let is_exact = matches!(known, Known::Read(_));
        let alternatives = alternatives(&linked, is_exact);
        let mut linked =
            LinkedLibraries { from: linked, siblings, alternatives, knowledge: known.into() };
        self.add_cuda(name, (known, cuda), &below, &mut linked);
        linked
    }

    /// Where each library comes from that the wheels are known to need.
    fn origins(
        &self,
        known: Known<'l>,
        below: &BTreeSet<&'l PackageName>,
    ) -> BTreeMap<String, LibraryOrigin<'l>> {
        let (libraries, is_exact) = match known {
            Known::Read(libraries) => (libraries, true),
            Known::Table(libraries) => (libraries, false),
            Known::Nothing => return BTreeMap::new(),
        };
        let origins = libraries.needs.iter().map(|library| {
            let origin = if let Some(package) = self.providers.find(library, is_exact, below) {
                LibraryOrigin::Package(package)
            } else if OF_THE_DRIVER.contains(&library.as_str()) {
                LibraryOrigin::Driver
            } else if system::is_of_the_interpreter(library) {
                LibraryOrigin::Interpreter
            } else if let Some(attributes) = system::nixpkgs(library) {
                LibraryOrigin::Nixpkgs(attributes.to_vec())
            } else {
                LibraryOrigin::Nobody
            };
            let name = match origin {
                LibraryOrigin::Nobody if !is_exact => format!("{}*", stem(library)),
                _ => library.clone(),
            };
            (name, origin)
        });
        origins.collect()
    }

    /// Adds the packages of CUDA where it is not known which of them a wheel needs, or where the user says so;
    /// leaves them out where the user says that.
    fn add_cuda(
        &self,
        name: &PackageName,
        (known, cuda): (Known<'l>, Option<bool>),
        below: &BTreeSet<&'l PackageName>,
        linked: &mut LinkedLibraries<'l>,
    ) {
        if cuda == Some(false) {
            linked.siblings.retain(|sibling| !is_of_cuda(sibling));
            linked.from.retain(|_, origin| match origin {
                LibraryOrigin::Package(package) => !is_of_cuda(package),
                LibraryOrigin::Driver => false,
                LibraryOrigin::Nixpkgs(_) | LibraryOrigin::Interpreter | LibraryOrigin::Nobody => {
                    true
                }
            });
            return;
        }
        let is_unknown = |name: &PackageName| {
            self.known[name].iter().any(|known| matches!(known, Known::Nothing))
        };
        let lacks_some = linked.from.values().any(|origin| *origin == LibraryOrigin::Nobody);
        let siblings = below.iter().filter(|it| is_of_cuda(it));
        let is_guess = matches!(known, Known::Nothing);
        if cuda == Some(true) || is_guess {
            linked.siblings.extend(siblings);
            if cuda == Some(true) || !linked.siblings.is_empty() || is_of_nvidia(name) {
                let driver =
                    OF_THE_DRIVER.map(|library| (library.to_owned(), LibraryOrigin::Driver));
                linked.from.extend(driver);
            }
        } else if lacks_some {
            linked.siblings.extend(siblings.filter(|it| is_unknown(it)));
        }
    }
}

fn is_of_nvidia(name: &PackageName) -> bool {
    name.as_ref().starts_with("nvidia-")
}

fn is_of_cuda(name: &PackageName) -> bool {
    is_of_nvidia(name) || name.as_ref() == "torch"
}

/// The libraries that are needed in several versions. Only of a wheel that was read are these all of them.
fn alternatives(from: &BTreeMap<String, LibraryOrigin<'_>>, is_exact: bool) -> BTreeSet<String> {
    let mut by_stem: BTreeMap<&str, Vec<(&str, &LibraryOrigin<'_>)>> = BTreeMap::new();
    for (library, origin) in from {
        by_stem.entry(stem(library)).or_default().push((library, origin));
    }
    let several = by_stem.into_iter().filter(|(_, versions)| versions.len() > 1);
    let names = several.flat_map(|(stem, versions)| {
        versions.into_iter().filter_map(move |(library, origin)| match origin {
            LibraryOrigin::Package(_) if !is_exact => Some(format!("{stem}*")),
            LibraryOrigin::Package(_) | LibraryOrigin::Nixpkgs(_) => Some(library.to_owned()),
            LibraryOrigin::Interpreter | LibraryOrigin::Driver | LibraryOrigin::Nobody => None,
        })
    });
    names.collect()
}

/// Whether the user lets a wheel lack a library.
fn ignores(settings: Option<&PackageSettings>, library: &str) -> bool {
    let patterns = settings.into_iter().flat_map(|it| &it.ignore_missing_libraries);
    patterns.into_iter().any(|pattern| system::fits(pattern, library))
}

/// The name of a library without its version: `libxcb.so` of `libxcb.so.1`.
fn stem(library: &str) -> &str {
    library.find(".so").map_or(library, |end| &library[..end + 3])
}

#[cfg(test)]
mod tests;
