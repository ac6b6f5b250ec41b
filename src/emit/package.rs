//! One package of the file.

use std::collections::BTreeMap;

use pep508_rs::{ExtraName, PackageName};

use super::{Known, file, settings};
use crate::emit::nix::Expression;
use crate::facts::Tree;
use crate::lock::{Git, LocalPath, RelativePath, Source};
use crate::overlay::{Conditional, Edges, Needs, Place, Variant};
use crate::project::settings::{PackageSettings, Settings};
use crate::project::source::Expressions;
use crate::text::attribute::attribute;

type Attribute<'t> = Option<(&'t str, Expression<'t>)>;

/// The package of a name: a set, or a list of them where the lock forks.
pub(super) fn variants<'t>(
    name: &'t PackageName,
    variants: &'t [Variant<'_>],
    known: Known<'t>,
) -> Expression<'t> {
    match variants {
        [only] => variant(&attribute(name), only, known),
        several => {
            let variants = several.iter().map(|one| variant(&attribute(name), one, known));
            Expression::List(variants.collect())
        }
    }
}

/// The attribute of a package that only builds need: `setuptools-80.9.0` of `setuptools 80.9.0`.
pub(super) fn in_build_scope(package: &str) -> String {
    package.replace(' ', "-")
}

/// A package under an attribute that need not be its name.
pub(super) fn variant<'t>(
    attribute: &str,
    variant: &'t Variant<'_>,
    known: Known<'t>,
) -> Expression<'t> {
    let name = &variant.package.name;
    let version = variant.package.version.as_ref().map(|version| version.text.as_str());
    let mut attributes = places(&variant.places);
    let is_renamed = attribute != name.as_ref();
    attributes.push(is_renamed.then(|| ("pname", Expression::string(name.as_ref()))));
    attributes.push(version.map(|version| ("version", Expression::string(version))));
    attributes.push(version.and_then(|version| derivation_name(name, version)));
    attributes.extend(origin(variant, known));
    attributes.push(editable_build_system(variant));
    attributes.push(no_build_system(variant));
    attributes.extend(build_environments(variant));
    attributes.extend(needs(&variant.needs));
    attributes.push(conditionals(&variant.conditional));
    attributes.push(settings::of_package(variant, known));
    Expression::set(attributes)
}

/// A script: its file and its dependencies.
pub(super) fn script<'t>(file: &'t str, root: Option<&'t Variant<'_>>) -> Expression<'t> {
    let mut attributes = vec![
        Some(("name", Expression::string(script_name(file)))),
        Some(("file", Expression::string(file))),
    ];
    if let Some(root) = root {
        attributes.extend(needs(&root.needs));
        attributes.push(conditionals(&root.conditional));
    }
    Expression::set(attributes)
}

/// The name of a script, spelled as that of a package is.
fn script_name(file: &str) -> String {
    let stem = file.strip_suffix(".py").unwrap_or(file).to_lowercase();
    let parts = stem.split(['-', '_', '.']).filter(|part| !part.is_empty());
    file::store_name(&Vec::from_iter(parts).join("-")).into_owned()
}

/// A store path cannot hold every version, an epoch's `!` for one.
fn derivation_name<'t>(name: &PackageName, version: &str) -> Attribute<'t> {
    let plain = format!("{name}-{version}");
    let fitting = file::store_name(&plain).into_owned();
    (fitting != plain).then(|| ("name", Expression::string(fitting)))
}

/// Where the package comes from.
fn origin<'t>(variant: &'t Variant<'_>, known: Known<'t>) -> Vec<Attribute<'t>> {
    let subdirectory = |path: &'t Option<RelativePath>| {
        path.as_ref().map(|folder| ("subdirectory", Expression::string(folder.as_str())))
    };
    let is_tree = variant.sdist.is_none() && variant.package.wheels.is_empty();
    if let Some(why) = variant.refused.filter(|_| is_tree || variant.wheels.leave_some_out) {
        return [files(variant, known), vec![Some(("refused", Expression::string(why)))]].concat();
    }
    match &variant.package.source {
        Source::Registry(_) | Source::Path(_) => files(variant, known),
        Source::Url { subdirectory: path, .. } => {
            [files(variant, known), vec![subdirectory(path)]].concat()
        }
        Source::Git(git) if git.archive.is_some() => files(variant, known),
        Source::Git(git) => vec![
            Some(("git", git_source(git, known.facts.tree_of(git)))),
            subdirectory(&git.subdirectory),
        ],
        Source::Directory(path) | Source::Editable(path) => vec![
            Some(folder(path)),
            source_files(variant, known.settings),
            version_variable(variant),
        ],
        Source::Virtual(_) => vec![Some(("virtual", Expression::True))],
    }
}

/// The additional build requirements of an editable package.
fn editable_build_system<'t>(variant: &'t Variant<'_>) -> Attribute<'t> {
    let project = variant.project.filter(|project| !project.editable_requires.is_empty())?;
    let needed = project.editable_requires.iter().map(|requirement| {
        let extras = requirement.extras.iter().map(AsRef::<str>::as_ref);
        (attribute(&requirement.name), Expression::strings(extras))
    });
    Some(("editable-build-system", Expression::sorted(needed)))
}

/// The settings for the source files of a local package.
fn source_files<'t>(variant: &'t Variant<'_>, settings: &Settings) -> Attribute<'t> {
    let package = settings.packages.get(&variant.package.name);
    let patterns = |patterns: fn(&PackageSettings) -> &[String]| -> Vec<Expressions> {
        package.into_iter().flat_map(patterns).map(|it| Expressions::of(it)).collect()
    };
    let include = patterns(|package| &package.source_include);
    let exclude = patterns(|package| &package.source_exclude);
    let texts =
        |name, texts: Vec<String>| (!texts.is_empty()).then(|| (name, Expression::strings(texts)));
    let documents = variant.project.into_iter().flat_map(|project| project.documents.clone());
    let folders = include.iter().flat_map(|it| it.folders.clone());
    let attributes = [
        texts("nested", variant.nested.iter().map(ToString::to_string).collect()),
        texts("reads", documents.collect()),
        texts("on-the-way", folders.collect()),
        texts("include", include.iter().map(|it| it.paths.clone()).collect()),
        texts("exclude", exclude.into_iter().map(|it| it.paths).collect()),
    ];
    let is_said = attributes.iter().any(Option::is_some);
    is_said.then(|| ("source", Expression::set(attributes)))
}

/// The variable that passes the version to the build, if the lock file has no version.
fn version_variable<'t>(variant: &'t Variant<'_>) -> Attribute<'t> {
    let project = variant.project.filter(|_| variant.package.version.is_none())?;
    let variable = project.version_variable.as_deref()?;
    Some(("version-variable", Expression::string(variable)))
}

/// Says of a source that somebody has looked at it, and that it needs nothing everywhere.
fn no_build_system<'t>(variant: &Variant<'_>) -> Attribute<'t> {
    let is_from_elsewhere = variant.project.is_none();
    let is_nothing = variant.is_build_known && variant.needs.build_system.is_empty();
    (is_from_elsewhere && is_nothing).then(|| ("build-system", Expression::set([])))
}

/// The lists of its locked build requirements.
fn build_environments<'t>(variant: &'t Variant<'_>) -> [Attribute<'t>; 2] {
    let list = |list: &'t Option<String>| list.as_deref().map(Expression::string);
    [
        list(&variant.build_environment).map(|it| ("build-environment", it)),
        list(&variant.editable_build_environment).map(|it| ("editable-build-environment", it)),
    ]
}

fn folder(path: &LocalPath) -> (&str, Expression<'_>) {
    match path {
        LocalPath::Relative(path) => ("folder", Expression::string(path.as_str())),
        LocalPath::Absolute(path) => ("sdist", file::refused_path(path)),
    }
}

/// A git source. A public one is fetched by a build, with its hash; a private one during evaluation.
fn git_source<'t>(git: &'t Git, tree: Option<&'t Tree>) -> Expression<'t> {
    let is_fetched_by_builds = ["https://", "http://", "git://"].iter();
    let hash = tree
        .filter(|tree| tree.is_public)
        .filter(|_| is_fetched_by_builds.clone().any(|scheme| git.url.starts_with(scheme)))
        .map(|tree| ("hash", Expression::string(tree.hash.as_str())));
    Expression::set([
        Some(("url", Expression::string(git.url.as_str()))),
        Some(("rev", Expression::string(git.commit.as_str()))),
        hash.clone(),
        git.lfs.then_some(("lfs", Expression::True)),
        git.tag
            .as_ref()
            .filter(|_| hash.is_none())
            .map(|tag| ("tag", Expression::string(tag.as_str()))),
    ])
}

fn files<'t>(variant: &'t Variant<'_>, known: Known<'t>) -> Vec<Attribute<'t>> {
    let wheels = &variant.wheels;
    let from = match &variant.package.source {
        Source::Git(git) => Some(("repository", git_source(git, known.facts.tree_of(git)))),
        _ => known.index_of(variant.package).map(|index| ("index", Expression::string(index))),
    };
    let by_scope = wheels
        .by_scope
        .iter()
        .map(|(scope, wheel)| (*scope, file::platform_wheel(wheel, known, from.clone())));
    let rejected = wheels.rejected.iter().copied();
    vec![
        wheels.pure.map(|wheel| ("wheel", file::pure_wheel(wheel, known, from.clone()))),
        (!wheels.by_scope.is_empty()).then(|| ("wheels", Expression::sorted(by_scope))),
        variant.sdist.map(|sdist| ("sdist", file::sdist(sdist, known, from.clone()))),
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
