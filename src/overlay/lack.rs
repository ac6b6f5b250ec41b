//! Which facts a lock lacks.

use super::{Overlay, Variant};
use crate::facts::{Need, Subject};
use crate::lock::{Hash, Location, Source};
use crate::project::settings::{Lookup, Settings};

impl<'l> Overlay<'l> {
    /// Everything that has to be looked at, whether or not that was done already.
    #[must_use]
    pub fn lacks(&self, wanted: Lookup, settings: &'l Settings) -> Vec<Need<'l>> {
        if wanted == Lookup::None {
            return Vec::new();
        }
        let variants = self.packages.values().flatten();
        variants.flat_map(|variant| lacks(variant, wanted, settings)).collect()
    }
}

fn lacks<'l>(variant: &Variant<'l>, wanted: Lookup, settings: &'l Settings) -> Vec<Need<'l>> {
    let package = variant.package;
    // What the user says is not looked for.
    let is_stated = settings.build_system_of(&package.name).is_some();
    let crates = settings.packages.get(&package.name).and_then(|it| it.cargo_lock.as_ref());
    if let Source::Git(git) = &package.source {
        if variant.refused.is_some() {
            return Vec::new();
        }
        return vec![Need {
            package,
            subject: Subject::Tree(git),
            builds: variant.is_built() && !is_stated,
            crates: crates.filter(|_| variant.is_built()),
        }];
    }
    let lacks_hash = |location: &Location, hash: Option<&Hash>| {
        matches!(location, Location::Url(_)) && !hash.is_some_and(Hash::is_known_to_nix)
    };
    let mut needs = Vec::new();
    for wheel in variant.wheels.each() {
        let hash = wheel.hash.as_ref();
        if lacks_hash(&wheel.location, hash) {
            let subject = Subject::File(&wheel.location, hash);
            needs.push(Need { package, subject, builds: false, crates: None });
        }
    }
    if let Some(sdist) = variant.sdist {
        let hash = sdist.hash.as_ref();
        let is_looked_at = variant.is_built() || wanted == Lookup::All;
        let (builds, crates) = (is_looked_at && !is_stated, crates.filter(|_| is_looked_at));
        let is_within_reach = !matches!(sdist.location, Location::Absolute(_));
        if is_within_reach && (builds || crates.is_some() || lacks_hash(&sdist.location, hash)) {
            let subject = Subject::File(&sdist.location, hash);
            needs.push(Need { package, subject, builds, crates });
        }
    }
    needs
}
