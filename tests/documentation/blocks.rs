//! Blocks of the book that are written by hand.

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
    // Another test runs the whole page.
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
