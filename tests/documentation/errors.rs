//! `docs/src/reference/errors.md`: every error that the code can raise.

use std::collections::BTreeMap;

use crate::case::{assert_is_committed, files};
use crate::marks::requoted;
use crate::{examples, messages, read, repository};

/// Errors of the command that no small input provokes; the page says why.
const WITHOUT_EXAMPLE: [&str; 3] = ["fetch::no_cache", "git::given_up", "output::standard_output"];

/// The codes of the source, each with what its attribute says.
fn in_source() -> Vec<(String, String)> {
    let mut codes = Vec::new();
    for file in files(&repository("src")) {
        let text = read(&repository("src").join(file));
        for part in text.split("code(uvnix::").skip(1) {
            let (code, rest) = part.split_once(')').expect("a code has an end");
            let upto = rest.find("\n    #[error").or(rest.find("#[error")).unwrap_or(rest.len());
            codes.push((code.to_owned(), rest[..upto].to_owned()));
        }
    }
    codes.sort();
    assert!(codes.len() > 50, "the codes are not where they should be");
    codes
}

/// The codes of the source.
pub(crate) fn codes() -> Vec<String> {
    in_source().into_iter().map(|(code, _)| format!("uvnix::{code}")).collect()
}

/// The sections of the page, by their codes.
fn described(page: &str) -> BTreeMap<String, String> {
    let sections = page.split("\n### `uvnix::").skip(1);
    let sections = sections.map(|section| {
        let (code, text) = section.split_once("`\n").expect("a heading is a code");
        (code.to_owned(), text.split("\n## ").next().unwrap_or_default().to_owned())
    });
    let count = page.matches("\n### ").count();
    let sections = BTreeMap::from_iter(sections);
    assert_eq!(sections.len(), count, "a heading is no code, or is there twice");
    sections
}

fn page() -> String {
    read(&repository("docs/src/reference/errors.md"))
}

#[test]
fn every_code_is_one_of_its_own_with_help() {
    let codes = in_source();
    for pair in codes.windows(2) {
        assert_ne!(pair[0].0, pair[1].0, "two errors have this code");
    }
    for (code, rest) in codes {
        assert!(rest.contains("help"), "{code} has no help");
    }
}

#[test]
fn every_code_is_described_and_every_description_is_of_a_code() {
    let codes = Vec::from_iter(in_source().into_iter().map(|(code, _)| code));
    let described = described(&page());
    assert_eq!(codes, Vec::from_iter(described.keys().cloned()));
    for (code, text) in described {
        for what in ["\n- Cause: ", "\n- Next: "] {
            assert!(text.contains(what), "{code} lacks `{}`", what.trim());
        }
    }
}

#[test]
fn every_code_has_an_example_unless_it_is_said_why() {
    for (code, text) in described(&page()) {
        let is_quoted = text.contains(&format!("<!-- example of {code} -->\n```"));
        let is_excused = text.contains("\nNo example: ");
        let is_exempt = WITHOUT_EXAMPLE.contains(&code.as_str());
        assert_eq!((is_quoted, is_excused), (!is_exempt, is_exempt), "{code}");
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems call their errors otherwise")]
fn the_examples_are_what_uvnix_says() {
    let mut left: BTreeMap<_, _> =
        examples::all().into_iter().map(|shown| (shown.code, shown.text)).collect();
    let examples = left.clone();
    let quoted = |mark: &str| examples.get(mark.strip_prefix("example of ")?).cloned();
    let text = requoted(&page(), quoted);
    let (before, rest) = text.split_once("<!-- messages -->\n").expect("the table has a place");
    let (_, after) = rest.split_once("\n<!-- end of messages -->").expect("the table has an end");
    let table = messages::table(&text);
    let text =
        [before, "<!-- messages -->\n", &table, "\n<!-- end of messages -->", after].concat();
    left.retain(|code, _| !text.contains(&format!("<!-- example of {code} -->")));
    assert!(left.is_empty(), "the page shows no example of {:?}", left.keys());
    assert_is_committed(&repository("docs/src/reference/errors.md"), &text);
}
