//! The answers about a package say what the generated file does.

use std::collections::BTreeSet;

use uvnix::overlay::Overlay;
use uvnix::questions::doctor::{BuildRequirements, Check, Commands, Finding, examine};
use uvnix::questions::explain::{ArtifactKind, BuildSummary, Explanation, explain};

use crate::data::Data;
use crate::facts::{Facts, Package};
use crate::world::name_of;

/// Fails where `explain` or `doctor` says something else of a package than the text of the file.
pub(crate) fn compare(overlay: &Overlay<'_>, text: &str) {
    let facts = Facts::read(text);
    let findings =
        examine(overlay, &BuildRequirements::OfSet { pinned: None }, &Commands::default());
    let lock = overlay.inputs.resolved.graph.lock;
    for (id, package) in lock.packages() {
        let explained = explain(id, overlay);
        let is_local = package.source.folder().is_some();
        for minor in 11..=14 {
            for patch in [0, 3, 12] {
                for system in ["x86_64-linux", "aarch64-linux", "aarch64-darwin", "x86_64-darwin"] {
                    let packages = facts.of(minor, patch, system).expect("the file is for it");
                    let generated = packages.get(&package.to_string());
                    let scopes = facts.scopes(minor, patch, system).expect("the file is for it");
                    let here =
                        explained.as_ref().filter(|it| is_in(&scopes, it.environments.as_ref()));
                    let at = format!("{package} for 3.{minor}.{patch} on {system}");
                    assert_eq!(generated.is_some(), here.is_some(), "{at}");
                    if let (Some(generated), Some(explained)) = (generated, here) {
                        let is_built = compare_artifact(explained, generated, &scopes, &at);
                        if let Some(build) = explained.build.as_ref().filter(|_| is_built) {
                            compare_build(build, generated, minor, &at);
                            let findings =
                                findings.iter().filter(|it| it.subject == package.to_string());
                            assert!(is_local || is_found(build, findings, &scopes), "{at}");
                        }
                    }
                }
            }
        }
    }
}

/// Whether a fact of these environments, or of all, holds for the environment of these scopes.
fn is_in(here: &[String], environments: Option<&Vec<String>>) -> bool {
    environments.is_none_or(|scopes| scopes.iter().any(|scope| here.contains(scope)))
}

/// Compares what is installed; whether that is built.
fn compare_artifact(
    explained: &Explanation,
    generated: &Package,
    scopes: &[String],
    at: &str,
) -> bool {
    let installed = explained.installed.iter().find(|it| is_in(scopes, it.environments.as_ref()));
    let installed = installed.expect("each environment of a package installs something");
    let wheel = generated.get("wheel").map(Data::text);
    let sdist = generated.get("sdist").and_then(|it| it.get("url").or(it.get("path")));
    let is_tree = generated.contains_key("git") || generated.contains_key("folder");
    let location = installed.location.as_deref();
    match installed.kind {
        ArtifactKind::Wheel => assert_eq!(wheel, location, "{at}"),
        ArtifactKind::Sdist => {
            assert_eq!((wheel, sdist.map(Data::text)), (None, location), "{at}");
        }
        ArtifactKind::SourceTree => assert!(is_tree && !generated.contains_key("refused"), "{at}"),
        ArtifactKind::Virtual => assert!(generated.contains_key("virtual"), "{at}"),
        ArtifactKind::Missing => {
            assert_eq!((wheel, sdist, is_tree), (None, None, false), "{at}");
            let refused = generated.get("refused").map(Data::text);
            let reason = installed.reason.as_deref();
            assert!(refused.is_none() || refused == reason, "{at}");
        }
    }
    matches!(installed.kind, ArtifactKind::Sdist | ArtifactKind::SourceTree)
}

/// Compares the build requirements of one environment.
fn compare_build(build: &BuildSummary, generated: &Package, minor: u64, at: &str) {
    let is_needed = |it: &&String| !it.contains("python_version < '3.12'") || minor < 12;
    let explained = build.requires.iter().filter(is_needed);
    let explained: BTreeSet<_> = explained.map(|it| name_of(it).to_owned()).collect();
    let locked = generated.get("build-environment").map(|list| {
        let requirements = list.text().split(", ").filter(|it| !it.starts_with(char::is_numeric));
        requirements.map(str::to_owned).collect::<Vec<_>>()
    });
    let from_set = generated.get("build-system").into_iter().flat_map(Data::attributes);
    let from_set: BTreeSet<_> = from_set.map(|(name, _)| name.clone()).collect();
    if let Some(locked) = locked {
        let all: BTreeSet<_> = build.requires.iter().map(|it| name_of(it).to_owned()).collect();
        let mut named: BTreeSet<_> = locked.iter().map(|it| name_of(it).to_owned()).collect();
        assert!(named.is_subset(&all), "{at}: {named:?}");
        // What matches the run-time version comes from the project, with its dependencies.
        if generated.contains_key("beside-project") {
            named.extend(from_set.intersection(&all).cloned());
        }
        assert_eq!(named, all, "{at}");
        return;
    }
    let default = ["setuptools", "wheel"].map(str::to_owned).into_iter().collect();
    if from_set.is_empty() {
        // The builders take the default of PEP 517.
        assert!(explained.is_empty() || explained == default, "{at}: {explained:?}");
    } else {
        // Without isolation, the dependencies are there, too.
        assert!(explained.is_subset(&from_set), "{at}: {explained:?} and {from_set:?}");
    }
}

/// Whether a finding names all that a package is built with.
fn is_found<'f>(
    build: &BuildSummary,
    mut findings: impl Iterator<Item = &'f Finding>,
    scopes: &[String],
) -> bool {
    let with = if build.requires.is_empty() {
        "without build requirements".to_owned()
    } else {
        format!("built from source with {}", build.requires.join(", "))
    };
    findings.any(|it| {
        matches!(it.check, Check::BuiltFromSource | Check::UnknownBuildSystem)
            && it.message.contains(&with)
            && is_in(scopes, it.environments.as_ref())
    })
}
