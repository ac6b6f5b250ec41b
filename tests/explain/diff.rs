//! `uvnix diff`.

use std::fmt::Write;

use insta::assert_snapshot;

use crate::command::{Outcome, Workplace};

/// A lock with these packages below a project that needs them all. Each is a name, a version, a marker
/// and the names of its files.
fn lock(packages: &[(&str, &str, &str, &[&str])]) -> String {
    let mut text = String::from(
        "version = 1\nrequires-python = \">=3.12\"\n\n[[package]]\nname = \"app\"\n\
         version = \"0.1.0\"\nsource = { virtual = \".\" }\ndependencies = [\n",
    );
    for (name, _, marker, _) in packages {
        writeln!(text, "    {{ name = \"{name}\", marker = \"{marker}\" }},")
            .expect("a text takes all");
    }
    text += "]\n";
    for (name, version, _, files) in packages {
        let source = "{ registry = \"https://pypi.example/simple\" }";
        let head = format!("name = \"{name}\"\nversion = \"{version}\"\nsource = {source}");
        writeln!(text, "\n[[package]]\n{head}").expect("a text takes all");
        for file in *files {
            let hash = format!("sha256:{:0>64}", version.replace('.', ""));
            let entry = format!("{{ url = \"https://files.example/{file}\", hash = \"{hash}\" }}");
            let is_sdist = file.ends_with(".tar.gz");
            let line =
                if is_sdist { format!("sdist = {entry}") } else { format!("wheels = [{entry}]") };
            writeln!(text, "{line}").expect("a text takes all");
        }
    }
    text
}

pub(crate) fn old() -> String {
    lock(&[
        ("built", "1.0", "", &["built-1.0-py3-none-any.whl"]),
        ("gone", "1.0", "", &["gone-1.0-py3-none-any.whl"]),
        ("newer", "1.9", "sys_platform == 'linux'", &["newer-1.9-py3-none-any.whl"]),
        ("older", "2.0", "", &["older-2.0-py3-none-any.whl"]),
        ("same", "1.0", "", &["same-1.0-py3-none-any.whl"]),
    ])
    .replace(", marker = \"\"", "")
}

pub(crate) fn new() -> String {
    lock(&[
        ("added", "1.0", "python_full_version < '3.13'", &["added-1.0-py3-none-any.whl"]),
        ("built", "1.0", "", &["built-1.0.tar.gz"]),
        ("newer", "1.10", "sys_platform == 'linux'", &["newer-1.10-py3-none-any.whl"]),
        ("older", "1.0", "", &["older-1.0-py3-none-any.whl"]),
        ("same", "1.0", "", &["same-1.0-py3-none-any.whl"]),
    ])
    .replace(", marker = \"\"", "")
}

pub(crate) fn workplace() -> Workplace {
    Workplace::with(&[("old.lock", old()), ("uv.lock", new())])
}

pub(crate) fn diff(workplace: &Workplace, arguments: &[&str]) -> Outcome {
    let outcome = workplace.uvnix("C.UTF-8", &[&["diff"], arguments].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    outcome
}

#[test]
fn what_changed_is_told_with_versions_and_where() {
    assert_snapshot!(diff(&workplace(), &["old.lock", "uv.lock"]).output, @"
    + added  1.0 (wheel)  (cp312)
    ~ built  1.0, wheel → sdist
    - gone   1.0
    ~ newer  1.9 → 1.10  (linux)
    ~ older  2.0 → 1.0
    1 added, 1 removed, 1 updated, 1 downgraded, 1 replaced
    ");
}

#[test]
fn a_pull_request_gets_a_table_that_a_program_finds_again() {
    let arguments = ["old.lock", "uv.lock", "--format", "markdown"];
    assert_snapshot!(diff(&workplace(), &arguments).output, @"
    <!-- uvnix-diff -->
    **uv.lock**: 1 added, 1 removed, 1 updated, 1 downgraded, 1 replaced

    | package | | change | environments |
    |---|---|---|---|
    | added | added | 1.0 (wheel) | cp312 |
    | built | replaced | 1.0, wheel → sdist | all |
    | gone | removed | 1.0 | all |
    | newer | updated | 1.9 → 1.10 | linux |
    | older | **downgraded** | 2.0 → 1.0 | all |
    ");
}

#[test]
fn a_program_gets_every_change() {
    let arguments = ["old.lock", "uv.lock", "--format", "json"];
    let text = diff(&workplace(), &arguments).output;
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["version"], 1);
    assert_eq!(answer["changes"].as_array().unwrap().len(), 5);
    assert_eq!(answer["changes"][0]["kind"], "added");
}

#[test]
fn the_same_lock_twice_is_no_difference() {
    assert_snapshot!(diff(&workplace(), &["uv.lock", "uv.lock"]).output, @"No changes.");
}

#[test]
fn locks_of_different_projects_are_told_to_be() {
    let other = old().replace("name = \"app\"", "name = \"other\"");
    let workplace = Workplace::with(&[("old.lock", other), ("uv.lock", old())]);
    assert_snapshot!(diff(&workplace, &["old.lock", "uv.lock"]).report, @"note: old.lock and uv.lock have no member in common; they are lock files of different projects");
}

#[test]
fn locks_without_an_environment_in_common_are_told_to_be() {
    let narrow = old().replace(">=3.12", "<3.12");
    let workplace = Workplace::with(&[("old.lock", narrow), ("uv.lock", old())]);
    let here = ["--system", "x86_64-linux"];
    assert_snapshot!(diff(&workplace, &[&["old.lock", "uv.lock"][..], &here].concat()).output, @"
    - environments: cp311-x86_64-linux
    + environments: cp312-x86_64-linux, cp313-x86_64-linux, cp314-x86_64-linux, cp315-x86_64-linux
    the locks have no environment in common; nothing to compare
    ");
}
