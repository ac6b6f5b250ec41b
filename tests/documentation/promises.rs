//! What the book claims: `docs/tests.md` names the tests of claims.

use std::collections::BTreeSet;
use std::path::Path;

use crate::case::files;
use crate::{read, repository, text_of};

/// The rows of a section of `docs/tests.md`: a claim with its tests.
fn claims(section: &str) -> Vec<(String, String)> {
    let page = read(&repository("docs/tests.md"));
    let (_, text) = page.split_once(&format!("\n## {section}\n")).expect("there is the section");
    let rows = text.split("\n## ").next().unwrap_or_default().lines();
    let rows =
        rows.filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.rsplit_once(" | "));
    let claims = rows.skip(1).map(|(claim, tests)| (claim.to_owned(), tests.to_owned()));
    let claims = Vec::from_iter(claims);
    assert!(claims.len() > 15, "the claims are not where they should be");
    claims
}

#[test]
fn every_claim_names_tests_that_exist() {
    let sources = text_of("tests", "rs") + &text_of("src", "rs");
    for section in ["Promises of `explanation/security.md`", "Rows of `howto/from-uv2nix.md`"] {
        for (claim, tests) in claims(section) {
            let tests = Vec::from_iter(tests.split('`').skip(1).step_by(2));
            assert!(!tests.is_empty(), "{claim}");
            for test in tests {
                let is_file = ["", "tests/evaluation/", "tests/cli/", "tests/peers/"];
                let is_file =
                    is_file.iter().any(|folder| repository(&format!("{folder}{test}")).exists());
                let is_function = sources.contains(&format!("fn {test}("));
                assert!(is_file || is_function, "{claim}: {test} does not exist");
            }
        }
    }
}

#[test]
fn every_promise_about_security_has_its_tests() {
    let page = read(&repository("docs/src/explanation/security.md"));
    let (_, promises) = page.split_once("\n## Promises\n").expect("there are promises");
    let promises = promises.split("\n## ").next().unwrap_or_default().lines();
    let promises = promises.filter_map(|line| line.strip_prefix("- ")?.strip_suffix('.'));
    let promises = BTreeSet::from_iter(promises.map(str::to_owned));
    let claims = claims("Promises of `explanation/security.md`");
    assert_eq!(promises, claims.into_iter().map(|(claim, _)| claim).collect());
}

#[test]
fn every_tested_row_is_in_the_guide_from_uv2nix() {
    let guide = read(&repository("docs/src/howto/from-uv2nix.md"));
    for (claim, _) in claims("Rows of `howto/from-uv2nix.md`") {
        assert!(guide.contains(&format!("\n| {claim} | ")), "the guide has no row `{claim}`");
    }
}

#[test]
fn the_functions_of_a_file_are_as_long_as_the_book_states() {
    for page in
        ["README.md", "docs/src/explanation/comparison.md", "docs/src/explanation/limits.md"]
    {
        assert!(
            read(&repository(page)).contains("300 to 1,100 lines"),
            "{page} has another figure"
        );
    }
    let mut count = 0;
    for folder in ["tests/cases", "examples", "nix/templates"] {
        for file in files(&repository(folder)) {
            let text = match Path::new(&file).extension() {
                Some(extension) if extension == "nix" => read(&repository(folder).join(&file)),
                _ => continue,
            };
            let Some((_, functions)) = text.split_once("The data ends here") else { continue };
            let length = functions.lines().count();
            // None is as long as those of large projects, for which the book states more.
            assert!((300..=850).contains(&length), "{folder}/{file} has {length} lines");
            count += 1;
        }
    }
    assert!(count > 10, "the generated files are not where they should be");
}
