//! What a file says of one environment: its data, seen as `nix/builders` sees it.

use std::collections::BTreeMap;

use crate::data::Data;

/// A generated file.
#[derive(Debug)]
pub struct Facts(Data);

/// The packages of one environment, each with everything that holds for it there.
pub type Packages = BTreeMap<String, BTreeMap<String, Data>>;

impl Facts {
    /// Those of a text.
    pub fn read(text: &str) -> Self {
        Self(Data::read(text))
    }

    /// The packages for one release of Python on one system; nothing if the file is not for them.
    pub fn of(&self, minor: u64, patch: u64, system: &str) -> Option<Packages> {
        let cpython = format!("cp3{minor}");
        let kernel = system.split('-').next_back().expect("a system has a kernel");
        let interpreter = self.part(&cpython, patch)?;
        let name = format!("{interpreter}-{system}");
        let environments = self.0.get("environments").expect("there are some").items();
        if !environments.iter().any(|environment| environment.text() == name) {
            return None;
        }
        // From narrow to wide, as wheels are looked for.
        let scopes = [
            name,
            format!("{cpython}-{system}"),
            format!("{cpython}-{kernel}"),
            system.to_owned(),
            interpreter,
            cpython,
            kernel.to_owned(),
        ];
        let packages = self.0.get("packages").expect("there are some").attributes();
        let there = packages.filter_map(|(name, entry)| {
            let variant = match entry {
                Data::List(variants) => variants.iter().find(|variant| fits(variant, &scopes)),
                Data::Text(_) | Data::Set(_) => Some(entry).filter(|entry| fits(entry, &scopes)),
            };
            Some((name.clone(), package(variant?, &scopes)))
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

fn package(variant: &Data, scopes: &[String]) -> BTreeMap<String, Data> {
    let mut facts = BTreeMap::new();
    for (name, value) in variant.attributes() {
        match name.as_str() {
            "environments" | "conditional" | "wheel" | "wheels" | "rejected" => {}
            _ => add(&mut facts, name, value),
        }
    }
    let conditional = variant.get("conditional").map_or(&[][..], Data::items);
    for fact in conditional.iter().filter(|fact| fits(fact, scopes)) {
        for (name, value) in fact.attributes().filter(|(name, _)| *name != "environments") {
            add(&mut facts, name, value);
        }
    }
    let wheels = variant.get("wheels");
    let own = scopes.iter().find_map(|scope| wheels.and_then(|wheels| wheels.get(scope)));
    if let Some(wheel) = own.or(variant.get("wheel")) {
        let address =
            ["url", "path", "archive", "refused"].into_iter().find_map(|key| wheel.get(key));
        facts.insert("wheel".to_owned(), address.expect("a wheel is somewhere").clone());
    }
    facts
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
