//! The settings that decide about a package.

use pep508_rs::PackageName;

use crate::project::settings::{PackageSettings, Settings, SourcePreference};

/// The settings that affect a package, as text.
pub(super) fn settings_of(name: &PackageName, settings: &Settings) -> Vec<String> {
    let mut stated = Vec::new();
    let own = settings.packages.get(name);
    match own.and_then(PackageSettings::source) {
        Some(SourcePreference::Sdist) => stated.push(("built from its sdist", "source")),
        Some(SourcePreference::Wheel) => stated.push(("installed from a wheel", "source")),
        None => {}
    }
    if own.is_some_and(|own| own.nixpkgs.is_some()) {
        stated.push(("replaced by the package of nixpkgs", "nixpkgs"));
    }
    let table = format!("in [tool.uvnix.packages.{name}]");
    let stated = stated.into_iter().map(|(effect, key)| format!("{effect}: `{key}` {table}"));
    let mut settled = Vec::from_iter(stated);
    let uv = &settings.uv;
    let of_uv = [
        (uv.refuses_wheels(name).is_some(), "not installed from a wheel: `no-binary`"),
        (uv.refuses_builds(name).is_some(), "not built from source: `no-build`"),
        (
            uv.is_built_without_isolation(name),
            "built in the environment of its dependencies: `no-build-isolation`",
        ),
        (
            uv.extra_build_dependencies.contains_key(name),
            "built with additional requirements: `extra-build-dependencies`",
        ),
    ];
    let of_uv = of_uv.into_iter().filter(|(holds, _)| *holds);
    settled.extend(of_uv.map(|(_, what)| format!("{what} in [tool.uv]")));
    settled
}
