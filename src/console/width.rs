//! The width of the terminal, and text that fits into it.

use std::env;
use std::io::stdout;

use terminal_size::{Width, terminal_size_of};
use textwrap::{Options, WordSeparator, WordSplitter, fill};

/// A narrower text would have one letter on each line.
const LEAST: usize = 20;

/// The width in `COLUMNS`, if it is a positive number.
pub(super) fn stated() -> Option<usize> {
    let columns: usize = env::var("COLUMNS").ok()?.parse().ok()?;
    (columns > 0).then(|| columns.max(LEAST))
}

/// `text`, with its long lines broken at the width of standard output: that of `COLUMNS`, or of the terminal. A file
/// or a program gets whole lines.
pub(crate) fn wrapped(text: String) -> String {
    let of_terminal = || terminal_size_of(stdout()).map(|(Width(width), _)| usize::from(width));
    match stated().or_else(of_terminal) {
        Some(columns) => wrapped_at(&text, columns.max(LEAST)),
        None => text,
    }
}

/// Each line, broken between words; what follows is indented further than its beginning.
fn wrapped_at(text: &str, columns: usize) -> String {
    let mut wrapped = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let rest = " ".repeat(indent + 2);
        let options = Options::new(columns)
            .subsequent_indent(&rest)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        wrapped.push_str(&fill(line, options));
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_between_words_and_stay_indented() {
        let text = "uv.lock: fine\n\n  click 8.1.7: its wheels link libraries\n    help: use --a-long-option-name\n";
        let expected = "uv.lock: fine\n\n  click 8.1.7: its\n    wheels link\n    libraries\n    help: use\n      --a-long-option-name\n";
        assert_eq!(wrapped_at(text, 20), expected);
        assert_eq!(wrapped_at(text, 200), text);
    }
}
