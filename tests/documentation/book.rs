//! The book as mdBook builds it.

use std::io::ErrorKind;
use std::process::Command;

use tempfile::TempDir;

use crate::{errors, evaluation, read, repository};

/// What a program prints, or nothing if it is not installed.
fn run(command: &mut Command) -> Option<String> {
    let output = match command.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("skipped: {} is not on PATH", command.get_program().display());
            return None;
        }
        output => output.expect("it runs"),
    };
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    assert!(output.status.success(), "{}", text(output.stderr));
    Some(text(output.stdout) + &text(output.stderr))
}

/// The book, and what mdBook prints.
fn built() -> Option<(TempDir, String)> {
    let folder = TempDir::new().expect("a folder can be made");
    let mut mdbook = Command::new("mdbook");
    mdbook.arg("build").arg(repository("docs")).arg("--dest-dir").arg(folder.path());
    let report = run(&mut mdbook)?;
    Some((folder, report))
}

#[test]
fn the_book_builds_without_a_warning() {
    let Some((folder, report)) = built() else { return };
    assert!(!report.contains("WARN") && !report.contains("ERROR"), "{report}");
    assert!(folder.path().join("index.html").exists());
}

#[test]
fn the_address_of_each_error_is_that_of_a_heading() {
    let Some((folder, _)) = built() else { return };
    for (page, codes) in [("errors", errors::codes()), ("evaluation-errors", evaluation::codes())] {
        let built = read(&folder.path().join(format!("reference/{page}.html")));
        for code in codes {
            // As `src/console/address.rs` and `nix/builders/messages.nix` write it.
            let anchor = format!("<h3 id=\"{}\">", code.replace(':', ""));
            assert!(built.contains(&anchor), "{page}: {code}");
        }
    }
}

#[test]
fn a_search_for_each_term_shows_its_page_first() {
    let terms = read(&repository("docs/search-terms.tsv"));
    let terms = terms.lines().map(|line| line.split_once('\t').expect("a term has a page"));
    let terms = Vec::from_iter(terms);
    assert!(terms.len() >= 62, "some terms are missing");
    let Some((folder, _)) = built() else { return };
    let mut node = Command::new("node");
    node.arg(repository("tests/documentation/search.js")).arg(folder.path());
    let Some(found) = run(node.args(terms.iter().map(|(term, _)| term))) else { return };
    let found = Vec::from_iter(found.lines());
    assert_eq!(found.len(), terms.len());
    for ((term, page), found) in terms.into_iter().zip(found) {
        let first = found.split('#').next().unwrap_or_default();
        assert_eq!(first, page, "the first hit for `{term}` is {found}");
    }
}
