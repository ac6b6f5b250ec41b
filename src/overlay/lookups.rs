//! The facts that have to be looked up.

use super::{Inputs, Merged, Overlay, Variant};
use crate::facts::{Need, Subject};
use crate::lock::{Hash, Location, Source};
use crate::project::settings::Lookup;

impl<'l> Merged<'l> {
    /// Everything that has to be looked at, whether or not that was done already.
    #[must_use]
    pub fn lookups(&self, wanted: Lookup) -> Vec<Need<'l>> {
        lookups(self.variants(), self.inputs, wanted)
    }
}

impl<'l> Overlay<'l> {
    /// Everything that has to be looked at, whether or not that was done already.
    #[must_use]
    pub fn lookups(&self, wanted: Lookup) -> Vec<Need<'l>> {
        lookups(self.variants().map(|it| &it.variant), self.inputs, wanted)
    }
}

fn lookups<'v, 'l: 'v>(
    variants: impl Iterator<Item = &'v Variant<'l>>,
    inputs: Inputs<'l>,
    wanted: Lookup,
) -> Vec<Need<'l>> {
    if wanted == Lookup::None {
        return Vec::new();
    }
    variants.flat_map(|variant| lookups_for(variant, inputs, wanted)).collect()
}

/// What has to be looked at for one package.
fn lookups_for<'l>(variant: &Variant<'l>, inputs: Inputs<'l>, wanted: Lookup) -> Vec<Need<'l>> {
    let (settings, installed) = (inputs.settings, &variant.installed);
    let package = variant.package;
    let is_built = installed.built().is_some();
    // What the user states is not looked up.
    let is_stated = settings.build_system_of(&package.name).is_some();
    let crates = settings.packages.get(&package.name).and_then(|it| it.cargo_lock.as_ref());
    if let Source::Git(git) = &package.source {
        if installed.is_forbidden() {
            return Vec::new();
        }
        return vec![Need {
            package,
            subject: Subject::Tree(git),
            builds: is_built && !is_stated,
            crates: crates.filter(|_| is_built),
        }];
    }
    let lacks_hash = |location: &Location, hash: Option<&Hash>| {
        matches!(location, Location::Url(_)) && !hash.is_some_and(Hash::is_known_to_nix)
    };
    let mut needs = Vec::new();
    for (wheel, _) in installed.wheels() {
        let hash = wheel.hash.as_ref();
        if lacks_hash(&wheel.location, hash) {
            let subject = Subject::File(&wheel.location, hash);
            needs.push(Need { package, subject, builds: false, crates: None });
        }
    }
    if let Some(sdist) = installed.sdist() {
        let hash = sdist.hash.as_ref();
        let is_looked_at = is_built || wanted == Lookup::All;
        let (builds, crates) = (is_looked_at && !is_stated, crates.filter(|_| is_looked_at));
        let is_within_reach = !matches!(sdist.location, Location::Absolute(_));
        if is_within_reach && (builds || crates.is_some() || lacks_hash(&sdist.location, hash)) {
            let subject = Subject::File(&sdist.location, hash);
            needs.push(Need { package, subject, builds, crates });
        }
    }
    needs
}
