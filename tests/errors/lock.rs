//! Locks that are TOML, and yet no locks.

use insta::assert_snapshot;

use crate::{project, refused_lock, told};

const REGISTRY: &str = r#"source = { registry = "https://pypi.example/simple" }"#;

#[test]
fn a_newer_format_is_told_from_a_broken_file() {
    assert_eq!(
        told("version = 2\npackage = \"another form\"\n"),
        [
            "uvnix::lock::unknown_version",
            "version 2 of the lock format is not supported; uvnix supports version 1",
            "2"
        ]
    );
}

#[test]
fn an_unknown_kind_of_source_is_named_with_its_place() {
    assert_snapshot!(refused_lock(&project("source = { ipfs = \"bafy\" }")), @r#"
    exit code 1
    uvnix::lock::unknown_source

      × package `needed` has an unknown kind of source
        ╭─[uv.lock:14:10]
     13 │ name = "needed"
     14 │ source = { ipfs = "bafy" }
        ·          ────────┬────────
        ·                  ╰── this source
        ╰────
      help: known kinds are registry, git, url, path, directory, editable and
            virtual; if a newer uv wrote this, use a newer uvnix
    "#);
}

#[test]
fn an_unknown_marker_variable_is_shown() {
    let lock = project(REGISTRY)
        .replace(r#""needed" }"#, r#""needed", marker = "python_flavour == 'x'" }"#);
    assert_eq!(
        told(&lock),
        [
            "uvnix::lock::bad_marker",
            "`python_flavour` is not a marker variable",
            "\"python_flavour == 'x'\""
        ]
    );
}

#[test]
fn a_dangling_dependency_is_named_with_its_place() {
    let lines = format!("version = \"1\"\n{REGISTRY}\ndependencies = [{{ name = \"nobody\" }}]");
    assert_eq!(
        told(&project(&lines)),
        [
            "uvnix::graph::dangling_dependency",
            "`needed` depends on `nobody`, which is not in the lock file",
            "\"nobody\""
        ]
    );
}

#[test]
fn a_version_that_is_not_in_the_lock_is_named() {
    let lock = project(&format!("version = \"1\"\n{REGISTRY}"))
        .replace(r#""needed" }"#, r#""needed", version = "2" }"#);
    assert_eq!(
        told(&lock),
        [
            "uvnix::graph::dangling_dependency",
            "`app` depends on `needed 2`, which is not in the lock file",
            "\"needed\""
        ]
    );
}

#[test]
fn an_ambiguous_dependency_is_named_with_its_place() {
    let lines = format!(
        "version = \"1\"\n{REGISTRY}\n\n[[package]]\nname = \"needed\"\nversion = \"2\"\n{REGISTRY}"
    );
    assert_eq!(
        told(&project(&lines)),
        [
            "uvnix::graph::ambiguous_dependency",
            "`app` depends on `needed`, which matches several packages of the lock file",
            "\"needed\""
        ]
    );
}

#[test]
fn two_versions_for_one_environment_are_both_shown() {
    let lines = format!(
        "version = \"1\"\n{REGISTRY}\n\n[[package]]\nname = \"needed\"\nversion = \"2\"\n{REGISTRY}"
    );
    let lock = project(&lines).replace(
        r#"{ name = "needed" },"#,
        r#"{ name = "needed", version = "1" }, { name = "needed", version = "2" },"#,
    );
    assert_snapshot!(refused_lock(&lock), @r#"
    exit code 1
    uvnix::resolve::two_of_one_name

      × on cp312-aarch64-darwin, both needed 1 and needed 2 would be installed
        ╭─[uv.lock:13:8]
     12 │ [[package]]
     13 │ name = "needed"
        ·        ────┬───
        ·            ╰── this one
     14 │ version = "1"
     15 │ source = { registry = "https://pypi.example/simple" }
     16 │
     17 │ [[package]]
     18 │ name = "needed"
        ·        ────┬───
        ·            ╰── and this one
     19 │ version = "2"
        ╰────
      help: run `uv lock` with a newer uv, which writes markers that separate
            them, or exclude this environment with `--python` and `--system`
    "#);
}

#[test]
fn a_member_that_the_lock_lacks_is_named() {
    let lock = "version = 1\nrequires-python = \">=3.12\"\n\n[manifest]\nmembers = [\"nobody\"]\n";
    assert_eq!(
        told(lock),
        [
            "uvnix::lock::unknown_member",
            "workspace member `nobody` is not a package of the lock file",
            "\"nobody\""
        ]
    );
}

#[test]
fn an_invalid_name_is_shown() {
    let lock = project(REGISTRY).replace(r#"name = "needed""#, r#"name = "-needed""#);
    assert_eq!(
        told(&lock),
        [
            "uvnix::lock::bad_value",
            "Not a valid package or extra name: \"-needed\". Names must start and end with a letter or digit and may only contain -, _, ., and alphanumeric characters.",
            "\"-needed\""
        ]
    );
}

#[test]
fn an_invalid_version_is_shown() {
    assert_eq!(
        told(&project(&format!("version = \"one\"\n{REGISTRY}"))),
        [
            "uvnix::lock::bad_value",
            "expected version to start with a number, but no leading ASCII digits were found",
            "\"one\""
        ]
    );
}

#[test]
fn a_hash_that_is_none_is_shown() {
    let wheel =
        r#"{ url = "https://files.example/needed-1-py3-none-any.whl", hash = "sha256:0123" }"#;
    let lines = format!("version = \"1\"\n{REGISTRY}\nwheels = [\n    {wheel},\n]");
    assert_eq!(
        told(&project(&lines)),
        [
            "uvnix::lock::bad_value",
            "`sha256:0123` is not a hash such as `sha256:` and 64 hexadecimal digits",
            "{ url = \"https://files.example/needed-1-py3-none-any.whl\", hash = \"sha256:0123\" }"
        ]
    );
}

#[test]
fn an_address_with_another_scheme_is_shown() {
    let sdist = r#"sdist = { url = "ftp://files.example/a-1.tar.gz" }"#;
    assert_eq!(
        told(&project(&format!("version = \"1\"\n{REGISTRY}\n{sdist}"))),
        [
            "uvnix::lock::bad_value",
            "`ftp://files.example/a-1.tar.gz` is not a URL that starts with https:// or http://",
            "{ url = \"ftp://files.example/a-1.tar.gz\" }"
        ]
    );
}

#[test]
fn a_subdirectory_that_leads_out_of_its_archive_is_shown() {
    let source =
        r#"source = { url = "https://files.example/a.tar.gz", subdirectory = "../../etc" }"#;
    assert_eq!(
        told(&project(source)),
        [
            "uvnix::lock::bad_value",
            "`../../etc` leads out of its archive or repository",
            "{ url = \"https://files.example/a.tar.gz\", subdirectory = \"../../etc\" }"
        ]
    );
}

#[test]
fn a_git_source_without_a_commit_is_shown() {
    let source = r#"source = { git = "https://git.example/needed?branch=main#main" }"#;
    assert_eq!(
        told(&project(source)),
        [
            "uvnix::lock::bad_value",
            "`main` is not a commit hash",
            "{ git = \"https://git.example/needed?branch=main#main\" }"
        ]
    );
}

#[test]
fn requires_python_that_is_none_is_shown() {
    let lock = project(REGISTRY).replace(">=3.12", "3.12 or so");
    assert_snapshot!(refused_lock(&lock), @r#"
    exit code 1
    uvnix::lock::bad_value

      × Failed to parse version: Unexpected end of version specifier, expected
      │ operator:
      │ 3.12 or so
      │ ^^^^^^^^^^

       ╭─[uv.lock:2:19]
     1 │ version = 1
     2 │ requires-python = "3.12 or so"
       ·                   ──────┬─────
       ·                         ╰── this value
     3 │
       ╰────
      help: uv does not write such a value: restore the file from version control,
            or run `uv lock`
    "#);
}

#[test]
fn a_source_of_two_kinds_is_refused() {
    let source = "source = { registry = \"https://pypi.example/simple\", path = \"a.whl\" }";
    let report = refused_lock(&project(source));
    assert!(report.contains("uvnix::lock::bad_value"), "{report}");
    assert!(report.contains("the source of `needed` is of two kinds"), "{report}");
}
