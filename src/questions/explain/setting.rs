//! The settings that decide about a package.

use pep508_rs::PackageName;

use crate::project::settings::{PackageSettings, Settings, SourcePreference};

/// What the user says of a package, each in words.
pub(super) fn of(name: &PackageName, settings: &Settings) -> Vec<String> {
    let mut stated = Vec::new();
    let own = settings.packages.get(name);
    match own.and_then(PackageSettings::source) {
        Some(SourcePreference::Sdist) => stated.push("its sdist is built: source"),
        Some(SourcePreference::Wheel) => stated.push("its wheels are taken: source"),
        None => {}
    }
    if own.is_some_and(|own| own.nixpkgs.is_some()) {
        stated.push("nixpkgs' own package is taken in its place: nixpkgs");
    }
    let table = format!("in [tool.uvnix.packages.{name}]");
    let mut settled: Vec<_> = stated.into_iter().map(|it| format!("{it} {table}")).collect();
    let uv = &settings.uv;
    let of_uv = [
        (uv.refuses_wheels(name).is_some(), "none of its wheels is taken: no-binary"),
        (uv.refuses_builds(name).is_some(), "it is not built: no-build"),
        (
            uv.is_built_without_isolation(name),
            "it is built among its dependencies: no-build-isolation",
        ),
        (
            uv.extra_build_dependencies.contains_key(name),
            "it needs more to be built: extra-build-dependencies",
        ),
    ];
    let of_uv = of_uv.into_iter().filter(|(holds, _)| *holds);
    settled.extend(of_uv.map(|(_, what)| format!("{what} in [tool.uv]")));
    settled
}
