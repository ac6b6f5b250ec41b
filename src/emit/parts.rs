//! The parts of a file: header, data, and the functions that turn the data into an overlay.

/// Between the header and the data.
pub(super) const BEFORE_DATA: &str = "let\n  data = ";

/// Between the data and the functions.
pub(super) const AFTER_DATA: &str = "\
;

  # The data ends here. What follows turns it into an overlay. It belongs to this version of uvnix, and is the same
  # for all such data. The folder nix/builders of uvnix has it with comments.
";

/// What `AFTER_DATA` begins with in every version. No line of the data is a comment.
const END_OF_DATA: &str = ";\n\n  # The data ends here. ";

/// The parts of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'t> {
    /// The comments at its top.
    pub header: &'t str,
    /// An attribute set that is plain data.
    pub data: &'t str,
    /// The functions or their import, and the call with the data.
    pub functions: &'t str,
}

impl<'t> Parts<'t> {
    /// The parts of `text`; `None` if no version of uvnix with such files wrote it.
    #[must_use]
    pub fn of(text: &'t str) -> Option<Self> {
        let (header, rest) = text.split_once(BEFORE_DATA)?;
        let (data, rest) = rest.split_once(END_OF_DATA)?;
        let is_comment = |line: &&str| line.starts_with("  # ");
        let comments = rest.split_inclusive('\n').skip(1).take_while(is_comment);
        let end = rest.find('\n')? + 1 + comments.map(str::len).sum::<usize>();
        let functions = &rest[end..];
        Some(Self { header, data, functions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_make_up_the_text() {
        let text = format!("# a\n{BEFORE_DATA}{{ }}{AFTER_DATA}in\ndata\n");
        let parts = Parts::of(&text).unwrap();
        assert_eq!(parts, Parts { header: "# a\n", data: "{ }", functions: "in\ndata\n" });
        assert_eq!(Parts::of("{ }"), None);
    }
}
