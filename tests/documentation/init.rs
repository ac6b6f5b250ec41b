//! `docs/src/reference/init.md`: the flake that `uvnix init` writes, line by line.

use crate::case::assert_is_committed;
use crate::command::Workplace;
use crate::marks::requoted;
use crate::{read, repository};

const PAGE: &str = "docs/src/reference/init.md";

const PROJECT: &str = r#"[project]
name = "hello"
version = "0.1.0"
requires-python = ">=3.12"
scripts = { hello = "hello:main" }
"#;

const LOCK: &str = r#"version = 1
requires-python = ">=3.12"

[[package]]
name = "hello"
version = "0.1.0"
source = { editable = "." }

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "pytest"
version = "9.0.2"
source = { registry = "https://pypi.example/simple" }
"#;

/// The flake of a project with a program and tests.
fn flake() -> String {
    let files = [("pyproject.toml", PROJECT), ("uv.lock", LOCK), (".python-version", "3.12\n")];
    let workplace = Workplace::with(&files);
    let outcome = workplace.uvnix_in(".", &[], &["init", "--offline", "--lookup=none"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    read(&workplace.path("flake.nix"))
}

#[test]
fn the_book_has_the_flake_that_init_writes() {
    let path = repository(PAGE);
    let quoted = |mark: &str| (mark == "flake of uvnix init").then(flake);
    assert_is_committed(&path, &requoted(&read(&path), quoted));
}

#[test]
fn every_line_of_the_flake_that_is_more_than_a_bracket_is_explained() {
    let page = read(&repository(PAGE));
    let is_structure = |line: &str| {
        let words = ["inputs", "outputs", "let", "in", "="];
        let mut words_of = line.split([' ', '{', '}', '[', ']', '(', ')', ';', ':']);
        words_of.all(|word| word.is_empty() || words.contains(&word))
    };
    for line in flake().lines().map(str::trim).filter(|line| !is_structure(line)) {
        let row =
            page.lines().find(|row| row.starts_with('|') && row.contains(&format!("`{line}`")));
        assert!(row.is_some(), "{line} is not explained");
    }
}
