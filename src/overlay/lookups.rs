//! The facts that have to be looked up.

use super::{Inputs, Merged, Overlay, Variant};
use crate::environment::EnvironmentSet;
use crate::facts::{Lookup, Subject, has_readable_libraries, known_libraries};
use crate::lock::{File, Location, Source};
use crate::project::needs_rust;
use crate::project::settings::{AutomaticLibraries, CargoLock, LookupMode};

/// Larger wheels are not downloaded to read their libraries, in bytes.
const LARGEST_WHEEL: u64 = 50_000_000;

impl<'l> Merged<'l> {
    /// Everything that has to be looked at, whether or not that was done already.
    #[must_use]
    pub fn lookups(&self, wanted: LookupMode) -> Vec<Lookup<'l>> {
        lookups(self.variants(), self.inputs, wanted)
    }
}

impl<'l> Overlay<'l> {
    /// Everything that has to be looked at, whether or not that was done already.
    #[must_use]
    pub fn lookups(&self, wanted: LookupMode) -> Vec<Lookup<'l>> {
        lookups(self.variants().map(|it| &it.variant), self.inputs, wanted)
    }
}

fn lookups<'v, 'l: 'v>(
    variants: impl Iterator<Item = &'v Variant<'l>>,
    inputs: Inputs<'l>,
    wanted: LookupMode,
) -> Vec<Lookup<'l>> {
    if wanted == LookupMode::None {
        return Vec::new();
    }
    variants.flat_map(|variant| lookups_for(variant, inputs, wanted)).collect()
}

/// What has to be looked at for one package.
fn lookups_for<'l>(
    variant: &Variant<'l>,
    inputs: Inputs<'l>,
    wanted: LookupMode,
) -> Vec<Lookup<'l>> {
    let (settings, installed) = (inputs.settings(), &variant.installed);
    let package = variant.package;
    let is_built = installed.built().is_some();
    // What the user states is not looked up.
    let stated = settings.build_system_of(&package.name);
    let is_stated = stated.is_some();
    let crates = match settings.packages.get(&package.name).map(|it| &it.cargo_lock) {
        Some(CargoLock::Off) => None,
        Some(at @ CargoLock::At(_)) => Some(at),
        Some(CargoLock::Found) | None => Some(&CargoLock::Found)
            .filter(|_| stated.is_none_or(|stated| needs_rust(stated.iter()))),
    };
    if let Source::Git(git) = &package.source {
        if installed.is_forbidden() {
            return Vec::new();
        }
        return vec![Lookup {
            package,
            environments: installed.present.clone(),
            subject: Subject::Commit(git),
            builds: is_built && !is_stated,
            crates: crates.filter(|_| is_built),
            libraries: None,
        }];
    }
    let mut lookups = Vec::new();
    let read = wheel_to_read(variant, inputs, wanted);
    for (wheel, set) in installed.wheels() {
        let libraries = read.as_ref().filter(|(read, _)| std::ptr::eq(*read, wheel));
        if wheel.url_without_hash().is_some() || libraries.is_some() {
            lookups.push(Lookup {
                package,
                environments: libraries.map_or(set, |(_, set)| set).clone(),
                subject: Subject::File(wheel),
                builds: false,
                crates: None,
                libraries: libraries.map(|_| wheel),
            });
        }
    }
    if let Some(sdist) = installed.sdist() {
        let is_looked_at = is_built || wanted == LookupMode::All;
        let (builds, crates) = (is_looked_at && !is_stated, crates.filter(|_| is_looked_at));
        let is_within_reach = !matches!(sdist.location, Location::Absolute(_));
        let lacks_hash = sdist.url_without_hash().is_some();
        if is_within_reach && (builds || crates.is_some() || lacks_hash) {
            let environments = installed.built().unwrap_or(&installed.present).clone();
            let subject = Subject::File(sdist);
            let libraries = None;
            lookups.push(Lookup { package, environments, subject, builds, crates, libraries });
        }
    }
    lookups
}

/// The wheel whose libraries speak for all wheels of a package, the smallest one for Linux, with the environments of
/// all of these.
///
/// The wheels of a version are built from the same sources, so they need the same libraries. Popular packages
/// are in a table, and large wheels take too long to download.
fn wheel_to_read<'l>(
    variant: &Variant<'l>,
    inputs: Inputs<'l>,
    wanted: LookupMode,
) -> Option<(&'l File, EnvironmentSet)> {
    let name = &variant.package.name;
    let is_wanted = match wanted {
        LookupMode::All => true,
        LookupMode::Needed => known_libraries(name.as_ref()).is_none(),
        LookupMode::Builds | LookupMode::None => false,
    };
    let is_settled = inputs.settings().packages.get(name).is_some_and(|package| {
        package.nixpkgs.is_some() || package.native.libraries == AutomaticLibraries::Off
    });
    let can_be_read = |wheel: &&File| {
        let is_reachable = matches!(wheel.location, Location::Url(_) | Location::Path(_));
        let is_small = wheel.size.is_none_or(|size| size <= LARGEST_WHEEL);
        is_reachable && is_small && has_readable_libraries(wheel.name.as_str())
    };
    let rank = |wheel: &&'l File| {
        let is_other = |tag: &str| !wheel.name.as_str().contains(tag);
        (is_other("manylinux"), is_other("x86_64"), wheel.size, wheel.name.as_str())
    };
    if !is_wanted || is_settled {
        return None;
    }
    let mut environments = EnvironmentSet::default();
    let readable = variant.installed.wheels().filter(|(wheel, _)| can_be_read(wheel));
    let wheels = readable.map(|(wheel, set)| {
        environments.add(set);
        wheel
    });
    let wheel = wheels.min_by_key(rank)?;
    Some((wheel, environments))
}
