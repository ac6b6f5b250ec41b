//! A file of `nix/builders`: bindings that become part of a `let`.
//!
//! ```nix
//! # What they are for.
//! {
//!   inherit (builtins) map;
//!
//!   name = value;
//! }
//! ```

use std::collections::BTreeSet;
use std::iter;

use memchr::memmem;

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

    /// Appends its lines, after an empty one.
    pub(super) fn print(&self, depth: usize, text: &mut String) {
        text.push('\n');
        indent(depth, self.comment, text);
        let lines = self.bindings.lines();
        lines.for_each(|line| push_line(depth, line.strip_prefix("  ").unwrap_or(line), text));
    }
}

/// The builtins that some files use.
pub(super) fn inherited<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let names = texts.flat_map(|text| Fragment::of(text).builtins.split_whitespace());
    let names = Vec::from_iter(BTreeSet::from_iter(names));
    let lines = names.chunks(IN_A_LINE);
    let lines = lines.map(|names| format!("{} {};\n", INHERIT.trim_start(), names.join(" ")));
    lines.collect()
}

/// Appends lines with more indentation.
pub(super) fn indent(depth: usize, lines: &str, text: &mut String) {
    lines.lines().for_each(|line| push_line(depth, line, text));
}

fn push_line(depth: usize, line: &str, text: &mut String) {
    if !line.is_empty() {
        text.extend(iter::repeat_n(' ', depth));
        text.push_str(line);
    }
    text.push('\n');
}

/// Whether some of the texts has a name as a word.
pub(super) fn mention(texts: &[&str], name: &str) -> bool {
    let is_of_a_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_'-".contains(byte);
    let name = memmem::Finder::new(name);
    texts.iter().map(|text| text.as_bytes()).any(|text| {
        name.find_iter(text).any(|at| {
            let before = text[..at].last();
            let after = text.get(at + name.needle().len());
            !before.is_some_and(|it| is_of_a_word(it) || *it == b'.')
                && !after.is_some_and(is_of_a_word)
        })
    })
}
