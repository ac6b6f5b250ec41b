//! `reference/settings.md`: the keys of `[tool.uv]`.

use std::collections::BTreeSet;
use std::process::Command;

use uvnix::project::settings::Settings;

use crate::command::Workplace;
use crate::example::{REGISTRY, lock};
use crate::{read, repository};

const HEADINGS: [&str; 4] = [
    "Keys that change builds",
    "Keys about the origin of files",
    "Keys whose result is in the lock",
    "Keys without an effect",
];

/// The keys in the first column of the table below a heading.
fn keys(heading: &str) -> BTreeSet<String> {
    let page = read(&repository("docs/src/reference/settings.md"));
    let (_, section) = page.split_once(&format!("\n### {heading}\n")).expect("a section");
    let section = section.split("\n#").next().unwrap_or_default();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(" | "));
    let keys = cells.flat_map(|(cell, _)| cell.split(", ").map(|key| key.trim_matches('`')));
    let keys = Vec::from_iter(keys.map(str::to_owned));
    let count = keys.len();
    let keys = BTreeSet::from_iter(keys);
    assert!(count == keys.len() && count > 5, "{heading}: {keys:?}");
    keys
}

/// Whether `uvnix lock2nix` accepts a value of a type that no key has.
fn is_ignored(key: &str) -> bool {
    let project = format!("[project]\nname = \"app\"\n[tool.uv]\n{key} = 1979-05-27\n");
    let workplace = Workplace::with(&[("pyproject.toml", project), ("uv.lock", lock(REGISTRY))]);
    let outcome = workplace.lock2nix(&["--offline", "--lookup=none"]);
    assert!(outcome.code == 0 || outcome.report.contains(key), "{key}: {}", outcome.report);
    outcome.code == 0
}

#[test]
fn a_key_of_uv_changes_builds_exactly_if_the_book_lists_it_there() {
    let [builds, _, others @ ..] = HEADINGS.map(keys);
    for key in builds {
        assert!(!is_ignored(&key), "{key} is not read");
    }
    for key in others.into_iter().flatten() {
        assert!(is_ignored(&key), "{key} is read");
    }
}

#[test]
fn the_book_lists_the_keys_of_uv_about_the_origin_of_files() {
    let [_, listed, others @ ..] = HEADINGS.map(keys);
    let value = |key: &String| {
        let value = if key == "index" { "[{ url = 'https://pypi.example/simple' }]" } else { "1" };
        format!("{key} = {value}\n")
    };
    let all = listed.iter().chain(others.iter().flatten());
    let all = all.filter(|key| *key != "sources").map(value);
    let settings = Settings::parse(&format!("[tool.uv]\n{}", String::from_iter(all)));
    let uv = settings.expect("uvnix reads no other value").uv;
    let mut read = BTreeSet::from_iter(uv.origins.keys().cloned());
    // Only those of the packages that are built.
    read.insert("sources".to_owned());
    assert_eq!(listed, read);
}

/// What uv prints in a folder.
fn uv(workplace: &Workplace, argument: &str) -> String {
    let output = Command::new("uv").arg(argument).current_dir(workplace.path(".")).output();
    let output = output.expect("uv runs");
    String::from_utf8([output.stdout, output.stderr].concat()).expect("uv prints text")
}

#[test]
fn the_book_lists_every_key_of_uv() {
    let workplace = Workplace::with(&[("uv.toml", "nothing = 1\n")]);
    let report = uv(&workplace, "lock");
    let (_, known) = report.split_once("expected one of ").expect("uv lists its keys");
    let known = BTreeSet::from_iter(known.split('`').skip(1).step_by(2).map(str::to_owned));
    assert!(known.len() > 60, "{report}");
    let listed = BTreeSet::from_iter(HEADINGS.into_iter().flat_map(keys));
    assert_eq!(Vec::from_iter(known.difference(&listed)), [""; 0]);
    // An older uv does not know all of them.
    let page = read(&repository("docs/src/reference/settings.md"));
    let (_, version) = page.split_once("Every key of uv ").expect("the version of uv");
    let (version, _) = version.split_once(',').expect("the version has an end");
    if uv(&Workplace::with::<&str>(&[]), "--version").starts_with(&format!("uv {version} ")) {
        assert_eq!(listed, known);
    }
}
