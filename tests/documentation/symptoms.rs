//! The pages of failures: a section for each text that is printed.

use crate::{read, repository, text_of};

const PAGES: [&str; 3] = ["build-fails", "runtime-fails", "stale-or-missing"];

/// Parts of the texts that other programs print: Nix, nixpkgs, pyproject.nix, Python, compilers, shells.
const OF_OTHERS: [&str; 19] = [
    "auto-patchelf",
    "ModuleNotFoundError",
    "hash mismatch",
    "Two or more packages",
    "fatal error",
    "cannot download",
    "attribute 'numpy' missing",
    "infinite recursion",
    "cannot open shared object file",
    "libmagic",
    "FileNotFoundError",
    "dynamically linked executable",
    "unable to execute",
    "No package metadata",
    "is not tracked by Git",
    "experimental Nix feature",
    "could not find a flake.nix",
    "syntax error",
    "command not found",
];

/// What a message of uvnix fills in.
const FILLED_IN: [&str; 5] =
    ["cp314-x86_64-linux", "cp310-x86_64-linux", "glibc 2.40", "uv.lock", "uv.nix"];

/// The sections of a page, each with its heading.
fn sections(page: &str) -> Vec<(String, String)> {
    let text = read(&repository(&format!("docs/src/howto/{page}.md")));
    let sections = text.split("\n## ").skip(1).map(|section| {
        let (heading, body) = section.split_once('\n').expect("a section has text");
        (heading.to_owned(), body.to_owned())
    });
    sections.collect()
}

#[test]
fn every_symptom_has_a_cause_and_a_fix() {
    for page in PAGES {
        let sections = sections(page);
        assert!(sections.len() > 8, "the sections are not where they should be");
        for (heading, body) in sections {
            for part in ["**Cause.** ", "**Fix.**"] {
                assert!(body.contains(part), "{page}: `{heading}` lacks {part}");
            }
        }
    }
}

#[test]
fn a_symptom_of_uvnix_is_in_its_words() {
    let words = text_of("src", "rs") + &text_of("nix", "nix");
    let mut count = 0;
    for page in PAGES {
        for (heading, _) in sections(page) {
            let Some(text) = heading.strip_prefix('`').and_then(|it| it.strip_suffix('`')) else {
                continue;
            };
            if OF_OTHERS.iter().any(|part| text.contains(part)) {
                continue;
            }
            let fixed = FILLED_IN.iter().fold(text.to_owned(), |text, it| text.replace(it, "\n"));
            let is_said = fixed.lines().all(|part| words.contains(part.trim()));
            assert!(is_said, "{page}: uvnix does not print `{text}`");
            count += 1;
        }
    }
    assert!(count > 8, "the texts of uvnix are not where they should be");
}
