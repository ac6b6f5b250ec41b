//! One package of the file.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::{ExtraName, PackageName};

use super::prepared::{prepared, steps};
use super::{file, settings};
use crate::emit::nix::Expression;
use crate::facts::CommitFiles;
use crate::lock::{File, Git, LocalPath, Package, RelativePath, Source};
use crate::overlay::{
    Build, BuildPackage, Dependencies, Edges, LockedLists, Overlay, Packaged, Place, Variant,
    Wheels,
};
use crate::project::Meta;
use crate::project::settings::{PackageSettings, Settings};
use crate::project::source::Expressions;
use crate::resolution::installed::Installed;
use crate::text::attribute::attribute;

type Attribute<'t> = Option<(&'t str, Expression<'t>)>;

/// The package of a name: a set, or a list of them where the lock forks.
pub(super) fn variants<'t>(
    name: &'t PackageName,
    variants: &'t [Packaged<'_>],
    overlay: &'t Overlay<'_>,
) -> Expression<'t> {
    match variants {
        [only] => variant(&attribute(name), only, overlay),
        several => {
            let variants = several.iter().map(|one| variant(&attribute(name), one, overlay));
            Expression::List(variants.collect())
        }
    }
}

/// The attribute of a package that only builds need: `setuptools-80.9.0` of `setuptools 80.9.0`.
pub(super) fn in_build_scope(package: &str) -> String {
    package.replace(' ', "-")
}

/// A package under an attribute that need not be its name.
fn variant<'t>(
    attribute: &str,
    packaged: &'t Packaged<'_>,
    overlay: &'t Overlay<'_>,
) -> Expression<'t> {
    let Packaged { variant, build, .. } = packaged;
    let is_renamed = attribute != variant.package.name.as_ref();
    let is_built = !matches!(variant.package.source, Source::Virtual(_));
    let attributes = { places(&variant.places).into_iter() }
        .chain(names(variant.package, is_renamed))
        .chain(origin(variant, overlay))
        .chain(prepared(packaged))
        .chain([editable_build_system(build)])
        .chain(tools(build, is_built))
        .chain([build_from_set(build, overlay).filter(|_| is_built)])
        .chain([edges("build-system", &build.from_set.everywhere)])
        .chain(dependencies(&variant.dependencies.everywhere))
        .chain([conditional(build, Some(variant)), settings::of_package(packaged.content())]);
    Expression::set(attributes)
}

/// A package that only builds need.
pub(super) fn build_package<'t>(
    package: &'t BuildPackage<'t>,
    overlay: &'t Overlay<'_>,
) -> Expression<'t> {
    let content = package.content();
    let BuildPackage { package, installed, wheels, build, .. } = package;
    let sdist = installed.sdist().filter(|_| installed.built().is_some());
    let files = Files { package, wheels, sdist };
    let mut attributes = Vec::from(names(package, true));
    attributes.extend(files.attributes(overlay));
    attributes.push(refused(installed));
    if let Some(build) = build {
        attributes.push(steps(&[], content.native, build));
        attributes.extend(tools(build, true));
        attributes.push(edges("build-system", &build.from_set.everywhere));
        attributes.push(conditional(build, None));
    }
    attributes.push(settings::of_package(content));
    Expression::set(attributes)
}

/// A script: its file and its dependencies.
pub(super) fn script<'t>(file: &'t str, root: Option<&'t Packaged<'_>>) -> Expression<'t> {
    let mut attributes = vec![
        Some(("name", Expression::string(script_name(file)))),
        Some(("file", Expression::string(file))),
    ];
    if let Some(root) = root {
        attributes.push(edges("build-system", &root.build.from_set.everywhere));
        attributes.extend(dependencies(&root.variant.dependencies.everywhere));
        attributes.push(conditional(&root.build, Some(&root.variant)));
    }
    Expression::set(attributes)
}

/// Its name where the attribute is another, its version, and its derivation's name where that is special.
fn names(package: &Package, is_renamed: bool) -> [Attribute<'_>; 3] {
    let (name, version) = (&package.name, package.version.as_ref().map(|it| it.text.as_str()));
    [
        is_renamed.then(|| ("pname", Expression::string(name.as_ref()))),
        version.map(|version| ("version", Expression::string(version))),
        version.and_then(|version| derivation_name(name, version)),
    ]
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
    let fitting = file::store_name(&plain);
    (fitting != plain).then(|| ("name", Expression::string(fitting.into_owned())))
}

/// Where the package comes from.
fn origin<'t>(variant: &'t Variant<'_>, overlay: &'t Overlay<'_>) -> Vec<Attribute<'t>> {
    let subdirectory = |path: &'t Option<RelativePath>| {
        path.as_ref().map(|folder| ("subdirectory", Expression::string(folder.as_str())))
    };
    let Variant { package, installed, wheels, .. } = variant;
    let files = || Files { package, wheels, sdist: installed.sdist() }.attributes(overlay);
    let refused = refused(installed);
    if refused.is_some() {
        return [files(), vec![refused]].concat();
    }
    match &package.source {
        Source::Registry(_) | Source::Path(_) => files(),
        Source::Url { subdirectory: path, .. } => [files(), vec![subdirectory(path)]].concat(),
        Source::Git(git) if git.archive.is_some() => files(),
        Source::Git(git) => vec![
            Some(("git", git_source(git, overlay.facts.commit_files(git)))),
            subdirectory(&git.subdirectory),
        ],
        Source::Directory(path) => local(path, Some("on-request"), variant, overlay),
        Source::Editable(path) => local(path, None, variant, overlay),
        Source::Virtual(_) => vec![Some(("virtual", Expression::True))],
    }
}

/// A folder. `editable` says when it is an editable package, if not by default.
fn local<'t>(
    path: &'t LocalPath,
    editable: Option<&'t str>,
    variant: &'t Variant<'_>,
    overlay: &'t Overlay<'_>,
) -> Vec<Attribute<'t>> {
    // The build of an editable package reads the `pyproject.toml`.
    let editable = if variant.project.is_none() { Some("never") } else { editable };
    vec![
        Some(folder(path)),
        editable.map(|when| ("editable", Expression::string(when))),
        variant
            .project
            .is_some_and(|project| project.makes_modules)
            .then_some(("makes-modules", Expression::True)),
        source_files(variant, overlay.inputs.settings()),
        variant.project.and_then(|project| meta(&project.meta)),
    ]
}

/// What the package says about itself.
fn meta(meta: &Meta) -> Attribute<'_> {
    let text =
        |name, text: &Option<String>| text.clone().map(|text| (name, Expression::string(text)));
    (*meta != Meta::default()).then(|| {
        let attributes = [
            text("description", &meta.description),
            text("homepage", &meta.homepage),
            text("license", &meta.license),
            text("mainProgram", &meta.main_program),
        ];
        ("meta", Expression::set(attributes))
    })
}

/// Why some environment cannot have it, where the settings are the reason.
fn refused<'t>(installed: &Installed<'_>) -> Attribute<'t> {
    let (missing, _) = installed.missing().filter(|(missing, _)| missing.is_by_settings())?;
    Some(("refused", Expression::string(missing.reason())))
}

/// The additional build requirements of an editable package.
fn editable_build_system<'t>(build: &'t Build<'_>) -> Attribute<'t> {
    let needed = build.plan.editable.iter().map(|requirement| {
        let extras = requirement.extras.iter().map(AsRef::<str>::as_ref);
        (attribute(&requirement.name), Expression::strings(extras))
    });
    let is_more = !build.plan.editable.is_empty();
    is_more.then(|| ("editable-build-system", Expression::sorted(needed)))
}

/// The settings for the source files of a local package.
fn source_files<'t>(variant: &'t Variant<'_>, settings: &Settings) -> Attribute<'t> {
    let package = settings.packages.get(&variant.package.name);
    let patterns = |patterns: fn(&PackageSettings) -> &[String]| -> Vec<Expressions> {
        package.into_iter().flat_map(patterns).map(|it| Expressions::of(it)).collect()
    };
    let include = patterns(|package| &package.source_include);
    let exclude = patterns(|package| &package.source_exclude).into_iter().map(|it| it.paths);
    let nested = variant.nested.iter().map(|folder| folder.as_str().to_owned());
    let texts =
        |name, texts: Vec<String>| (!texts.is_empty()).then(|| (name, Expression::strings(texts)));
    let documents = variant.project.into_iter().flat_map(|project| project.documents.clone());
    let folders = include.iter().flat_map(|it| it.folders.clone());
    let attributes = [
        texts("reads", documents.collect()),
        texts("on-the-way", folders.collect()),
        texts("include", include.iter().map(|it| it.paths.clone()).collect()),
        texts("exclude", exclude.collect()),
        texts("nested", nested.collect()),
    ];
    let is_said = attributes.iter().any(Option::is_some);
    is_said.then(|| ("source", Expression::set(attributes)))
}

/// The lists of its locked build requirements, and whether builds see packages of the project, too; or an empty
/// set, if the build requirements are known and none, at least in some environments. Without any of these, they
/// are unknown.
fn tools<'t>(build: &'t Build<'_>, is_built: bool) -> [Attribute<'t>; 4] {
    let list = |list: &'t Option<String>| list.as_deref().map(Expression::string);
    let LockedLists { usual, editable, is_beside_project, .. } = &build.locked;
    let is_nothing =
        usual.is_none() && build.plan.is_said() && build.from_set.everywhere.is_empty();
    [
        (is_built && is_nothing).then(|| ("build-system", Expression::set([]))),
        list(usual).map(|it| ("build-environment", it)),
        list(editable).map(|it| ("editable-build-environment", it)),
        (usual.is_some() && *is_beside_project).then_some(("beside-project", Expression::True)),
    ]
}

/// The build requirements that the project has in a version that does not meet them.
fn build_from_set<'t>(build: &'t Build<'_>, overlay: &Overlay<'_>) -> Attribute<'t> {
    let unfit = build.requirements.iter().filter(|it| overlay.excluded_version(it).is_some());
    let unfit: BTreeSet<&str> = unfit.map(|requirement| requirement.name.as_ref()).collect();
    let is_any = build.locked.usual.is_none() && !unfit.is_empty();
    is_any.then(|| ("build-from-set", Expression::strings(unfit)))
}

fn folder(path: &LocalPath) -> (&str, Expression<'_>) {
    match path {
        LocalPath::Relative(path) => ("folder", Expression::string(path.as_str())),
        LocalPath::Absolute(path) => ("sdist", file::refused_path(path)),
    }
}

/// A git source. A public one is fetched by a build, with its hash; a private one during evaluation.
fn git_source<'t>(git: &'t Git, tree: Option<&'t CommitFiles>) -> Expression<'t> {
    let is_fetched_by_builds = ["https://", "http://", "git://"].iter();
    let hash = tree
        .filter(|tree| tree.is_public)
        .filter(|_| is_fetched_by_builds.clone().any(|scheme| git.url.starts_with(scheme)))
        .map(|tree| ("hash", Expression::string(tree.hash.as_ref())));
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

/// The files of a package that are written down.
struct Files<'t, 'l> {
    package: &'t Package,
    wheels: &'t Wheels<'l>,
    sdist: Option<&'t File>,
}

impl<'t> Files<'t, '_> {
    fn attributes(&self, overlay: &'t Overlay<'_>) -> Vec<Attribute<'t>> {
        let (facts, settings) = (overlay.facts, overlay.inputs.settings());
        let from = |file: &File| match &self.package.source {
            Source::Git(git) => Some(("repository", git_source(git, facts.commit_files(git)))),
            _ => settings::credentials_for(file, self.package, settings)
                .map(|index| ("index", Expression::string(index))),
        };
        let Wheels { pure, by_scope, rejected } = self.wheels;
        let scopes = by_scope
            .iter()
            .map(|(scope, wheel)| (*scope, file::platform_wheel(wheel, facts, from(wheel))));
        vec![
            pure.map(|wheel| ("wheel", file::pure_wheel(wheel, facts, from(wheel)))),
            (!by_scope.is_empty()).then(|| ("wheels", Expression::sorted(scopes))),
            self.sdist.map(|sdist| ("sdist", file::sdist(sdist, facts, from(sdist)))),
            rejected.as_ref().map(|tags| ("rejected", Expression::strings(tags.iter().copied()))),
        ]
    }
}

fn dependencies<'t>(dependencies: &'t Dependencies<'_>) -> [Attribute<'t>; 3] {
    [
        edges("dependencies", &dependencies.required),
        named("optional-dependencies", &dependencies.extras),
        named("dependency-groups", &dependencies.groups),
    ]
}

/// The build requirements and dependencies that hold in some places only.
fn conditional<'t>(build: &'t Build<'_>, variant: Option<&'t Variant<'_>>) -> Attribute<'t> {
    let to_build = &build.from_set.conditional;
    let to_run = variant.map(|variant| &variant.dependencies.conditional);
    let places = to_build.keys().chain(to_run.into_iter().flat_map(|it| it.keys()));
    let places: BTreeSet<_> = places.collect();
    let each = places.iter().map(|&at| {
        let build_system = to_build.get(at).and_then(|needed| edges("build-system", needed));
        let dependencies = to_run.and_then(|it| it.get(at)).into_iter().flat_map(dependencies);
        Expression::set(place(at).into_iter().chain([build_system]).chain(dependencies))
    });
    (!places.is_empty()).then(|| ("conditional", Expression::List(each.collect())))
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
