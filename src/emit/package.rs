//! One package of the file.

use std::collections::BTreeMap;

use pep508_rs::{ExtraName, PackageName};

use super::file;
use crate::attribute::attribute;
use crate::lock::{Git, LocalPath, Source};
use crate::nix::Expression;
use crate::overlay::{Conditional, Edges, Needs, Place, Variant};

type Attribute<'t> = Option<(&'t str, Expression<'t>)>;

/// The package of a name: a set, or a list of them where the lock forks.
pub(super) fn variants<'t>(name: &'t PackageName, variants: &'t [Variant<'_>]) -> Expression<'t> {
    match variants {
        [only] => variant(name, only),
        several => Expression::List(several.iter().map(|one| variant(name, one)).collect()),
    }
}

fn variant<'t>(name: &'t PackageName, variant: &'t Variant<'_>) -> Expression<'t> {
    let version = variant.package.version.as_ref().map(|version| version.text.as_str());
    let mut attributes = places(&variant.places);
    let is_renamed = attribute(name) != name.as_ref();
    attributes.push(is_renamed.then(|| ("pname", Expression::string(name.as_ref()))));
    attributes.push(version.map(|version| ("version", Expression::string(version))));
    attributes.push(version.and_then(|version| derivation_name(name, version)));
    attributes.extend(origin(variant));
    attributes.extend(needs(&variant.needs));
    attributes.push(conditionals(&variant.conditional));
    Expression::set(attributes)
}

/// A script: its file, and what it needs.
pub(super) fn script<'t>(file: &'t str, root: Option<&'t Variant<'_>>) -> Expression<'t> {
    let mut attributes = vec![Some(("file", Expression::string(file)))];
    if let Some(root) = root {
        attributes.extend(needs(&root.needs));
        attributes.push(conditionals(&root.conditional));
    }
    Expression::set(attributes)
}

/// A store path cannot hold every version, an epoch's `!` for one.
fn derivation_name<'t>(name: &PackageName, version: &str) -> Attribute<'t> {
    let plain = format!("{name}-{version}");
    let fitting = file::store_name(&plain);
    (fitting != plain).then(|| ("name", Expression::string(fitting)))
}

/// Where the package comes from.
fn origin<'t>(variant: &'t Variant<'_>) -> Vec<Attribute<'t>> {
    match &variant.package.source {
        Source::Registry(_) | Source::Path(_) => files(variant),
        Source::Url { subdirectory, .. } => {
            let mut attributes = files(variant);
            attributes.push(
                subdirectory
                    .as_ref()
                    .map(|folder| ("subdirectory", Expression::string(folder.as_str()))),
            );
            attributes
        }
        Source::Git(git) if git.archive.is_some() => files(variant),
        Source::Git(git) => vec![
            Some(("git", git_source(git))),
            git.subdirectory
                .as_ref()
                .map(|folder| ("subdirectory", Expression::string(folder.as_str()))),
        ],
        Source::Directory(path) | Source::Editable(path) => vec![Some(folder(path))],
        Source::Virtual(_) => vec![Some(("virtual", Expression::True))],
    }
}

fn folder(path: &LocalPath) -> (&str, Expression<'_>) {
    match path {
        LocalPath::Relative(path) => ("folder", Expression::string(path.as_str())),
        LocalPath::Absolute(path) => ("sdist", file::refused_path(path)),
    }
}

fn git_source(git: &Git) -> Expression<'_> {
    Expression::set([
        Some(("url", Expression::string(git.url.as_str()))),
        Some(("rev", Expression::string(git.commit.as_str()))),
        git.lfs.then_some(("lfs", Expression::True)),
        git.tag.as_ref().map(|tag| ("tag", Expression::string(tag.as_str()))),
    ])
}

fn files<'t>(variant: &'t Variant<'_>) -> Vec<Attribute<'t>> {
    let wheels = &variant.wheels;
    let by_scope =
        wheels.by_scope.iter().map(|(scope, wheel)| (*scope, file::platform_wheel(wheel)));
    let rejected = wheels.rejected.iter().copied();
    vec![
        wheels.pure.map(|wheel| ("wheel", file::pure_wheel(wheel))),
        (!wheels.by_scope.is_empty()).then(|| ("wheels", Expression::sorted(by_scope))),
        variant.package.sdist.as_ref().map(|sdist| ("sdist", file::sdist(sdist))),
        (!wheels.rejected.is_empty()).then(|| ("rejected", Expression::strings(rejected))),
    ]
}

fn needs<'t>(needs: &'t Needs<'_>) -> [Attribute<'t>; 4] {
    [
        edges("build-system", &needs.build_system),
        edges("dependencies", &needs.dependencies),
        named("optional-dependencies", &needs.extras),
        named("dependency-groups", &needs.groups),
    ]
}

fn conditionals<'t>(conditionals: &'t [Conditional<'_>]) -> Attribute<'t> {
    (!conditionals.is_empty()).then(|| {
        let each = conditionals.iter().map(conditional);
        ("conditional", Expression::List(each.collect()))
    })
}

fn conditional<'t>(conditional: &'t Conditional<'_>) -> Expression<'t> {
    Expression::set(place(&conditional.place).into_iter().chain(needs(&conditional.needs)))
}

/// Where a package is: nothing if everywhere, else its place, or each of them.
fn places<'t>(places: &'t [Place<'_>]) -> Vec<Attribute<'t>> {
    match places {
        [] => Vec::new(),
        [only] => place(only).into(),
        several => {
            let several = several.iter().map(|one| Expression::set(place(one)));
            vec![Some(("places", Expression::List(several.collect())))]
        }
    }
}

pub(super) fn place<'t>(place: &'t Place<'_>) -> [Attribute<'t>; 2] {
    let scopes = place.environments.as_ref();
    let clauses = || {
        let when = place.when.iter();
        when.map(|clause| Expression::strings(clause.iter().map(String::as_str))).collect()
    };
    [
        scopes.map(|scopes| ("environments", Expression::strings(scopes.iter().copied()))),
        (!place.when.is_empty()).then(|| ("when", Expression::List(clauses()))),
    ]
}

fn edges<'t>(attribute: &'t str, edges: &'t Edges<'_>) -> Attribute<'t> {
    (!edges.is_empty()).then(|| (attribute, specification(edges)))
}

fn named<'t>(attribute: &'t str, named: &'t BTreeMap<&ExtraName, Edges<'_>>) -> Attribute<'t> {
    let specifications = named.iter().map(|(name, edges)| (name.as_ref(), specification(edges)));
    (!named.is_empty()).then(|| (attribute, Expression::sorted::<&str>(specifications)))
}

/// `{ name = [ "extra" ]; }`
fn specification<'t>(edges: &'t Edges<'_>) -> Expression<'t> {
    let needed = edges.iter().map(|(name, extras)| {
        let extras = extras.iter().copied().map(AsRef::<str>::as_ref);
        (attribute(name), Expression::strings(extras))
    });
    Expression::sorted(needed)
}
