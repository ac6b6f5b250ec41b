//! Blocks of the book that are written by hand.

use crate::command::Workplace;
use crate::{chapters, read, repository};

/// The blocks of the book in a language, each with its chapter.
fn blocks(language: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    for chapter in chapters() {
        let text = read(&repository("docs/src").join(&chapter));
        let inside = text.split("\n```").skip(1).step_by(2);
        let inside = inside.filter_map(|part| part.strip_prefix(language)?.strip_prefix('\n'));
        blocks.extend(inside.map(|block| (chapter.clone(), block.to_owned())));
    }
    assert!(!blocks.is_empty(), "there is no block of {language}");
    blocks
}

#[test]
fn every_block_of_toml_is_one() {
    for (chapter, block) in blocks("toml") {
        let parsed: Result<toml::Table, _> = toml::from_str(&block);
        assert!(parsed.is_ok(), "{chapter}: {parsed:?}:\n{block}");
    }
}

#[test]
fn every_block_of_nix_is_an_expression_or_bindings() {
    let is_nix = |text: &str| rnix::Root::parse(text).errors().is_empty();
    for (chapter, block) in blocks("nix") {
        assert!(is_nix(&block) || is_nix(&format!("{{\n{block}\n}}")), "{chapter}:\n{block}");
    }
}

#[test]
fn a_block_that_no_test_writes_has_no_output() {
    // `tests/cli/tutorials.rs` compares its output.
    let is_run = |chapter: &String| chapter == "tutorial/first-build.md";
    for chapter in chapters().into_iter().filter(|chapter| !is_run(chapter)) {
        let text = read(&repository("docs/src").join(&chapter));
        let parts = Vec::from_iter(text.split("\n```"));
        for (before, block) in parts.iter().zip(&parts[1..]).step_by(2) {
            let Some(block) = block.strip_prefix("console\n") else { continue };
            if before.ends_with(" -->") {
                continue;
            }
            for line in block.lines().filter(|line| !line.is_empty()) {
                assert!(line.starts_with("$ "), "{chapter}: `{line}` is no command");
            }
        }
    }
}

/// The keys of a table in `[tool.uvnix]`.
fn names(block: &toml::Table, table: &str) -> Vec<String> {
    let table = block.get("tool").and_then(|tool| tool.get("uvnix")?.get(table)?.as_table());
    table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
}

/// A lock with packages of these names.
fn lock(names: &[String]) -> String {
    let needed = names.iter().map(|name| format!("{{ name = \"{name}\" }}"));
    let head = format!(
        "version = 1\nrequires-python = \">=3.10\"\n\n[[package]]\nname = \"zapp\"\n\
         version = \"1\"\nsource = {{ virtual = \".\" }}\ndependencies = [{}]\n",
        Vec::from_iter(needed).join(", ")
    );
    let hash = "0".repeat(64);
    let packages = names.iter().map(|name| {
        format!(
            "\n[[package]]\nname = \"{name}\"\nversion = \"1\"\n\
             source = {{ registry = \"https://pypi.example/simple\" }}\nsdist = {{ \
             url = \"https://files.example/{name}-1.tar.gz\", hash = \"sha256:{hash}\" }}\n"
        )
    });
    head + &String::from_iter(packages)
}

#[test]
fn every_setting_in_the_book_is_accepted() {
    let mut count = 0;
    for (chapter, block) in blocks("toml") {
        let table: toml::Table = block.parse().expect("it is TOML");
        if table.get("tool").is_none_or(|tool| tool.get("uvnix").is_none()) {
            continue;
        }
        let packages = [names(&table, "packages"), names(&table, "build-packages")].concat();
        let indexes = names(&table, "indexes").into_iter().map(|name| {
            format!(
                "\n[[tool.uv.index]]\nname = \"{name}\"\nurl = \"https://{name}.example/simple\"\n"
            )
        });
        let project = "[project]\nname = \"zapp\"\nversion = \"1\"\n";
        let pyproject = format!("{project}{block}{}", String::from_iter(indexes));
        let lock = lock(&packages);
        // Some name a file of the repository.
        let files = [(".git/HEAD", ""), ("app/pyproject.toml", &pyproject), ("app/uv.lock", &lock)];
        let outcome = Workplace::with(&files).lock2nix(&["app", "--offline", "--lookup=none"]);
        assert_eq!(outcome.code, 0, "{chapter}:\n{block}\n{}", outcome.report);
        count += 1;
    }
    assert!(count > 20, "the settings are not where they should be");
}
