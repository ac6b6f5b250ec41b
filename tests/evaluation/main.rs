//! What a real Nix makes of the generated files.

mod build_lock;
mod build_tools;
mod calls;
#[path = "../case/mod.rs"]
mod case;
#[path = "../command/mod.rs"]
mod command;
mod composing;
mod cost;
mod cross;
mod documentation;
mod evaluator;
mod flake;
mod functions;
mod hostile;
mod libraries;
#[path = "../documentation/marks.rs"]
mod marks;
mod messages;
mod nixpkgs;
mod nixpkgs_builds;
mod packages;
mod recipes;
mod refusals;
mod root;
mod runtime;
mod settings;
mod shared;
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use case::{Case, assert_is_committed};
use serde_json::Value;

/// The file of a case.
fn of(case: &str) -> PathBuf {
    case::folder().join(case)
}

/// Which packages, from which files, in which environments: one line each.
fn list(installed: &Value) -> String {
    let installed = installed.as_object().expect("environments");
    let all: BTreeSet<&str> = installed.keys().map(String::as_str).collect();
    let mut lines: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (environment, packages) in installed {
        for package in packages.as_array().expect("packages") {
            let package = package.as_str().expect("a package");
            lines.entry(package).or_default().insert(environment);
        }
    }
    let lines = lines.into_iter().map(|(package, environments)| {
        format!("{package}: {}\n", in_short(&environments, &all).join(" "))
    });
    lines.collect()
}

/// `cp312-*` for all environments of an interpreter, `*-x86_64-linux` for all of a system.
fn in_short(some: &BTreeSet<&str>, all: &BTreeSet<&str>) -> Vec<String> {
    let parts = |name: &&str| {
        let (interpreter, system) = name.split_once('-').expect("an interpreter and a system");
        [format!("{interpreter}-*"), format!("*-{system}")]
    };
    let is_whole = |short: &String| {
        let is_of_it = |name: &&&str| parts(name).contains(short);
        all.iter().filter(is_of_it).all(|name| some.contains(name))
    };
    if some == all {
        return vec!["*".to_owned()];
    }
    let short = some.iter().map(|name| {
        let whole = parts(name).into_iter().find(is_whole);
        whole.unwrap_or_else(|| (*name).to_owned())
    });
    let short: BTreeSet<String> = short.collect();
    short.into_iter().collect()
}

#[test]
fn every_file_installs_what_is_listed_beside_it_in_every_environment_it_names() {
    for case in Case::all() {
        let installed = list(&evaluator::installed(&case.output()));
        let text = format!("# Package, version, file: where ({})\n{installed}", case.name);
        assert_is_committed(&case.lock.with_extension("installed"), &text);
    }
}
