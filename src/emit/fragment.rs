//! A file of `nix/builders`: bindings that become part of a `let`.
//!
//! ```nix
//! # What they are for.
//! {
//!   inherit (builtins) map;
//!
//!   name = value;
//!   other = value; # with git
//! }
//! ```
//!
//! `selection` explains the last line.

use std::collections::BTreeSet;
use std::iter;

use memchr::memmem;

use super::selection;

/// How many names nixfmt keeps in one line.
const IN_A_LINE: usize = 3;

/// The start of the list of builtins at the top.
const INHERIT: &str = "  inherit (builtins)";

/// The bindings in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fragment<'t> {
    /// The comment above them: whole lines.
    comment: &'t str,
    /// The builtins that they use.
    builtins: &'t str,
    /// The bindings, indented by two spaces.
    bindings: &'t str,
}

impl<'t> Fragment<'t> {
    /// The fragment in the text of a file.
    pub(super) fn of(text: &'t str) -> Self {
        let is_comment = |line: &&str| line.starts_with('#');
        let lines = text.split_inclusive('\n').take_while(is_comment).map(str::len);
        let (comment, rest) = text.split_at(lines.sum());
        let rest = rest.strip_prefix("rec ").unwrap_or(rest);
        let body = rest.trim_end().trim_start_matches("{\n").trim_end_matches('}');
        let inherited = body.strip_prefix(INHERIT).and_then(|rest| rest.split_once(';'));
        let (builtins, bindings) = inherited.unwrap_or(("", body));
        Self { comment, builtins, bindings: bindings.trim_start_matches('\n') }
    }

    /// Appends its lines that files with some parts have, after an empty one.
    pub(super) fn print(&self, depth: usize, parts: &BTreeSet<&str>, text: &mut String) {
        text.push('\n');
        indent(depth, self.comment, text);
        let bindings = selection::selected(self.bindings, parts);
        let lines = bindings.lines();
        lines.for_each(|line| push_line(depth, line.strip_prefix("  ").unwrap_or(line), text));
    }
}

/// The builtins that some files use in `text`, as lines with this indentation.
pub(super) fn inherited<'t>(
    files: impl Iterator<Item = &'t str>,
    depth: usize,
    text: &str,
) -> String {
    let names = files.flat_map(|file| Fragment::of(file).builtins.split_whitespace());
    let names = BTreeSet::from_iter(names);
    let names = Vec::from_iter(names.into_iter().filter(|name| mentions(text, name)));
    let lines = names.chunks(IN_A_LINE);
    let lines = lines.map(|names| format!("{} {};", INHERIT.trim_start(), names.join(" ")));
    let mut inherited = String::new();
    lines.for_each(|line| push_line(depth, &line, &mut inherited));
    inherited
}

/// Appends lines with more indentation.
fn indent(depth: usize, lines: &str, text: &mut String) {
    lines.lines().for_each(|line| push_line(depth, line, text));
}

fn push_line(depth: usize, line: &str, text: &mut String) {
    if !line.is_empty() {
        text.extend(iter::repeat_n(' ', depth));
        text.push_str(line);
    }
    text.push('\n');
}

/// Whether a text has a name as a word.
fn mentions(text: &str, name: &str) -> bool {
    let is_of_a_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_'-".contains(byte);
    memmem::find_iter(text.as_bytes(), name).any(|at| {
        let before = text.as_bytes()[..at].last();
        let after = text.as_bytes().get(at + name.len());
        !before.is_some_and(|it| is_of_a_word(it) || *it == b'.')
            && !after.is_some_and(is_of_a_word)
    })
}
