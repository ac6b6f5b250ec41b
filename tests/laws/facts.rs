//! What a file says of one environment: its data, seen as `nix/builders` sees it.

use std::collections::BTreeMap;

use crate::data::Data;

/// A generated file.
#[derive(Debug)]
pub(crate) struct Facts(Data);

/// The packages of one environment by name and version, each with everything that holds for it there.
pub(crate) type Packages = BTreeMap<String, Package>;

/// Everything that holds for a package in one environment. What depends on a choice stands under it.
pub(crate) type Package = BTreeMap<String, Data>;

impl Facts {
    /// Those of a text.
    pub(crate) fn read(text: &str) -> Self {
        Self(Data::read(text))
    }

    /// The scopes of one release of Python on one system, from narrow to wide, as wheels are looked for;
    /// nothing if the file is not for them.
    pub(crate) fn scopes(&self, minor: u64, patch: u64, system: &str) -> Option<[String; 7]> {
        let cpython = format!("cp3{minor}");
        let kernel = system.split('-').next_back().expect("a system has a kernel");
        let interpreter = self.part(&cpython, patch)?;
        let name = format!("{interpreter}-{system}");
        let environments = self.0.get("environments").expect("there are some").items();
        if !environments.iter().any(|environment| environment.text() == name) {
            return None;
        }
        Some([
            name,
            format!("{cpython}-{system}"),
            format!("{cpython}-{kernel}"),
            system.to_owned(),
            interpreter,
            cpython,
            kernel.to_owned(),
        ])
    }

    /// The packages for one release of Python on one system; nothing if the file is not for them.
    pub(crate) fn of(&self, minor: u64, patch: u64, system: &str) -> Option<Packages> {
        let scopes = self.scopes(minor, patch, system)?;
        let entries = self.0.get("packages").expect("there are some").attributes();
        let variants = entries.flat_map(|(name, entry)| {
            let variants = match entry {
                Data::List(variants) => variants.as_slice(),
                Data::Text(_) | Data::Set(_) => std::slice::from_ref(entry),
            };
            variants.iter().map(move |variant| (name, variant))
        });
        let there = variants.filter_map(|(name, variant)| {
            let version = variant.get("version").map(Data::text).unwrap_or_default();
            Some((format!("{name} {version}"), package(variant, &scopes)?))
        });
        Some(there.collect())
    }

    /// The part of a minor version that a patch release belongs to.
    fn part(&self, cpython: &str, patch: u64) -> Option<String> {
        let Some(parts) = self.0.get("parts").and_then(|parts| parts.get(cpython)) else {
            return Some(cpython.to_owned());
        };
        let number = |bound: &Data| -> u64 {
            let number = bound.text().rsplit('.').next().and_then(|number| number.parse().ok());
            number.expect("a version of three numbers")
        };
        let is_in = |part: &&Data| {
            part.get("from").is_some_and(|from| number(from) <= patch)
                && part.get("until").is_none_or(|until| patch < number(until))
        };
        let part = parts.items().iter().find(is_in)?;
        Some(part.get("name").expect("a part has a name").text().to_owned())
    }
}

fn fits(fact: &Data, scopes: &[String]) -> bool {
    let named = |scope: &Data| scopes.iter().any(|known| known == scope.text());
    fact.get("environments").is_none_or(|environments| environments.items().iter().any(named))
}

/// Everything that holds for a variant; nothing if the environment of these scopes does not have it.
fn package(variant: &Data, scopes: &[String]) -> Option<Package> {
    let places = variant.get("places").map_or(std::slice::from_ref(variant), Data::items);
    let places = Vec::from_iter(places.iter().filter(|place| fits(place, scopes)));
    let mut facts = Package::new();
    let whens = places.iter().filter_map(|place| place.get("when")).cloned();
    facts.insert("when".to_owned(), Data::List(whens.collect()));
    for (name, value) in variant.attributes() {
        match name.as_str() {
            "environments" | "places" | "when" | "conditional" | "wheel" | "wheels"
            | "rejected" => {}
            _ => add(&mut facts, name, value),
        }
    }
    let conditional = variant.get("conditional").map_or(&[][..], Data::items);
    for fact in conditional.iter().filter(|fact| fits(fact, scopes)) {
        let when = fact.get("when").map(|when| format!(" when {when:?}")).unwrap_or_default();
        let attributes = fact
            .attributes()
            .filter(|(name, _)| !["environments", "when"].contains(&name.as_str()));
        for (name, value) in attributes {
            add(&mut facts, &format!("{name}{when}"), value);
        }
    }
    let wheels = variant.get("wheels");
    let own = scopes.iter().find_map(|scope| wheels.and_then(|wheels| wheels.get(scope)));
    if let Some(wheel) = own.or(variant.get("wheel")) {
        let address =
            ["url", "path", "archive", "refused"].into_iter().find_map(|key| wheel.get(key));
        facts.insert("wheel".to_owned(), address.expect("a wheel is somewhere").clone());
        // Why others have no file: the functions read it only where there is none.
        facts.remove("refused");
    }
    (!places.is_empty()).then_some(facts)
}

/// Adds a fact to those that are there; of two sets, what both have.
fn add(facts: &mut BTreeMap<String, Data>, name: &str, value: &Data) {
    match (facts.get_mut(name), value) {
        (Some(Data::Set(known)), Data::Set(more)) => {
            for (name, value) in more {
                add(known, name, value);
            }
        }
        _ => {
            facts.insert(name.to_owned(), value.clone());
        }
    }
}
