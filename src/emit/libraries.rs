//! The shared libraries that the wheels of a package need from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::nix::Expression;
use crate::overlay::{LibraryOrigin, LinkedLibraries};
use crate::project::settings::{MissingLibraries, PackageSettings};
use crate::text::attribute::attribute;

type Attribute<'t> = Option<(&'t str, Expression<'t>)>;

/// Some libraries, and the attributes of nixpkgs of which one has them.
struct Group<'t> {
    attributes: Vec<&'t str>,
    libraries: Vec<&'t str>,
}

/// Where autoPatchelf finds libraries, and which of them may be missing.
pub(super) fn of_wheels<'t>(
    linked: &'t LinkedLibraries<'_>,
    settings: Option<&PackageSettings>,
) -> [Attribute<'t>; 4] {
    let allows = settings.is_none_or(|it| it.native.missing_libraries == MissingLibraries::Allow);
    let groups = groups(linked);
    let mut missing: BTreeSet<&str> = linked.alternatives.iter().map(String::as_str).collect();
    let mut needs_interpreter = false;
    for (library, origin) in &linked.from {
        match origin {
            LibraryOrigin::Driver => {
                missing.insert(library);
            }
            LibraryOrigin::Nobody if allows => {
                missing.insert(library);
            }
            LibraryOrigin::Interpreter => {
                // It may be that of another version.
                missing.insert(library);
                needs_interpreter = true;
            }
            LibraryOrigin::Nobody | LibraryOrigin::Package(_) | LibraryOrigin::Nixpkgs(_) => {}
        }
    }
    let siblings = linked.siblings.iter().map(|name| attribute(name));
    let groups = groups.into_iter().map(|group| {
        let is_optional = group.libraries.iter().all(|library| missing.contains(library));
        Expression::set([
            Some(("from", Expression::strings(group.attributes))),
            Some(("libraries", Expression::strings(group.libraries))),
            is_optional.then_some(("optional", Expression::True)),
        ])
    });
    let groups = Vec::from_iter(groups);
    [
        needs_interpreter.then_some(("links-python", Expression::True)),
        (!groups.is_empty()).then_some(("libraries", Expression::List(groups))),
        (!missing.is_empty()).then(|| ("missing-libraries", Expression::strings(missing))),
        (!linked.siblings.is_empty()).then(|| ("siblings", Expression::strings(siblings))),
    ]
}

/// The libraries of nixpkgs by attribute. Of several versions of a library, the newest one in nixpkgs is enough.
fn groups<'t>(linked: &'t LinkedLibraries<'_>) -> Vec<Group<'t>> {
    let mut by_stem: BTreeMap<&str, Vec<(&str, &[&str])>> = BTreeMap::new();
    for (library, origin) in &linked.from {
        if let LibraryOrigin::Nixpkgs(attributes) = origin {
            let (stem, _) = library.split_once(".so").unwrap_or((library, ""));
            by_stem.entry(stem).or_default().push((library, attributes));
        }
    }
    let mut groups: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
    for mut libraries in by_stem.into_values() {
        libraries.sort_by_key(|(library, _)| std::cmp::Reverse(version(library)));
        let mut attributes: Vec<&str> = Vec::new();
        for attribute in libraries.iter().flat_map(|(_, attributes)| attributes.iter().copied()) {
            if !attributes.contains(&attribute) {
                attributes.push(attribute);
            }
        }
        groups.entry(attributes).or_default().extend(libraries.iter().map(|(library, _)| *library));
    }
    let groups = groups.into_iter().map(|(attributes, mut libraries)| {
        libraries.sort_unstable();
        Group { attributes, libraries }
    });
    groups.collect()
}

/// The numbers at the end of a library's name.
fn version(library: &str) -> Vec<u64> {
    let (_, version) = library.split_once(".so").unwrap_or_default();
    version.split('.').filter_map(|number| number.parse().ok()).collect()
}
