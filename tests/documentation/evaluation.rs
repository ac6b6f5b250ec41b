//! `docs/src/reference/evaluation-errors.md`: every message that the Nix code of uvnix can print.

use std::collections::BTreeSet;

use crate::case::assert_is_committed;
use crate::messages::cell;
use crate::{read, repository, text_of};

const PAGE: &str = "docs/src/reference/evaluation-errors.md";

/// The first line of a Nix string, with an ellipsis for each value in it.
fn first_line(string: &str) -> String {
    let (end, mut rest) = match string.strip_prefix("''") {
        Some(rest) => ("''", rest.trim_start()),
        None => ("\"", string.strip_prefix('"').expect("a message is a string")),
    };
    let mut line = String::new();
    while let Some(next) = rest.chars().next() {
        if rest.starts_with(end) || next == '\n' {
            break;
        }
        if let Some(value) = rest.strip_prefix("${") {
            let mut depth = 1;
            let is_end = |letter: char| {
                depth += i32::from(letter == '{') - i32::from(letter == '}');
                depth == 0
            };
            let length = value.find(is_end).expect("a value has an end");
            let value = (&value[..length], &value[length + 1..]);
            line += if value.0.ends_with(".lockFile") { "uv.lock" } else { "…" };
            rest = value.1;
        } else {
            line.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    line.trim_end_matches(['.', ':', '…', ' ']).to_owned()
}

/// The messages of the Nix code, each with its code. Two messages with one cause have the same code.
fn in_source() -> Vec<(String, String)> {
    let mut messages = Vec::new();
    let module = read(&repository("nix/flake-module.nix"));
    for text in [text_of("nix/builders", "nix"), text_of("nix/project", "nix"), module] {
        for call in ["fail \"", "message \"", "warn \""] {
            for part in text.split(call).skip(1) {
                let (code, rest) = part.split_once('"').expect("a code has an end");
                messages.push((code.to_owned(), first_line(rest.trim_start())));
            }
        }
    }
    assert!(messages.len() > 35, "the messages are not where they should be");
    messages
}

/// The codes of the Nix code.
pub(crate) fn codes() -> Vec<String> {
    in_source().into_iter().map(|(code, _)| format!("uvnix::eval::{code}")).collect()
}

/// The table from messages to codes, in the order of the page.
fn table(page: &str) -> String {
    let messages = in_source();
    let mut rows = Vec::new();
    for section in page.split("\n### `uvnix::eval::").skip(1) {
        let (code, _) = section.split_once("`\n").expect("a heading is a code");
        let words = messages.iter().filter(|(of, _)| of == code).map(|(_, words)| words);
        let row = |words: &String| format!("| {} | [`{code}`](#uvnixeval{code}) |", cell(words));
        rows.extend(BTreeSet::from_iter(words).into_iter().map(row));
    }
    format!("\n| message | code: `uvnix::eval::` and |\n|---|---|\n{}\n", rows.join("\n"))
}

#[test]
fn every_code_of_the_functions_is_described_and_every_description_is_of_a_code() {
    let page = read(&repository(PAGE));
    let codes = BTreeSet::from_iter(in_source().into_iter().map(|(code, _)| code));
    let mut described = BTreeSet::new();
    for section in page.split("\n### ").skip(1) {
        let (heading, text) = section.split_once('\n').expect("a section has text");
        let code = heading.strip_prefix("`uvnix::eval::").and_then(|it| it.strip_suffix('`'));
        let code = code.unwrap_or_else(|| panic!("`{heading}` is not a code"));
        for part in ["\n- Cause: ", "\n- Next: "] {
            assert!(text.contains(part), "{code} lacks `{}`", part.trim());
        }
        // The tests `evaluation` and `flakes` write what Nix prints.
        let mark = format!("<!-- example of eval::{code} -->\n```text\n");
        let (_, example) = text.split_once(&mark).unwrap_or_else(|| panic!("{code}: no example"));
        assert!(example.contains(&format!("\nuvnix::eval::{code}: https://")), "{code}: {example}");
        assert!(described.insert(code.to_owned()), "{code} is described twice");
    }
    assert_eq!(codes, described);
}

#[test]
fn no_error_of_the_functions_is_without_a_code() {
    let text = text_of("nix/builders", "nix") + &text_of("nix/project", "nix");
    for call in ["throw ", "throwIf", "abort ", "builtins.trace "] {
        let calls = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let others = calls.filter(|line| line.contains(call) && !line.contains("(message code"));
        assert_eq!(Vec::from_iter(others), [""; 0]);
    }
}

#[test]
fn the_book_leads_from_the_words_of_a_message_to_its_code() {
    let page = read(&repository(PAGE));
    let (before, rest) = page.split_once("<!-- messages -->\n").expect("the table has a place");
    let (_, after) = rest.split_once("\n<!-- end of messages -->").expect("the table has an end");
    let table = table(&page);
    let text =
        [before, "<!-- messages -->\n", &table, "\n<!-- end of messages -->", after].concat();
    assert_is_committed(&repository(PAGE), &text);
}
