//! The lines of a part that a file needs.
//!
//! A comment at the end of a line of `nix/builders` names a part: the line, and those after it that are indented deeper,
//! belong to files with that part, or to files without it.
//!
//! ```nix
//! source =
//!   if data ? git then # with git
//!     gitSource data.git
//!   else
//!     fetch data.sdist;
//! ```
//!
//! A file without git has `source = fetch data.sdist;`. An operand leaves its semicolon to the operand before it, and the
//! next branch takes the place of an `if`. No file has the comments: they are for those who change the functions. The
//! lines of a multi-line string stay as they are.

use std::collections::BTreeSet;

use crate::text::bytes::has_byte;

/// How many characters nixfmt puts in a line, after its indentation.
const WIDTH: usize = 100;

/// What a line can end with, before the name of a part.
const TAGS: [(&str, bool); 2] = [(" # with ", true), (" # without ", false)];

/// What an operand begins with.
const OPERATORS: [&str; 4] = ["// ", "++ ", "|| ", "&& "];

/// The lines of `text` that files with these parts have. A binding of which lines were dropped takes one line if it
/// fits; a set that is all that is left of it begins behind its `=`.
pub(super) fn selected(text: &str, parts: &BTreeSet<&str>) -> String {
    let mut selection = Selection::default();
    let mut is_in_string = false;
    for line in text.lines() {
        if is_in_string && line.is_empty() {
            selection.add_empty_of_string();
        } else if is_in_string || !line.trim_start().starts_with("# ") {
            let (code, is_needed) = untagged(line, parts);
            selection.add(code, is_needed);
        }
        is_in_string ^= has_open_string(line);
    }
    selection.finish()
}

/// Whether a line begins a multi-line string without ending it, or the reverse.
pub(super) fn has_open_string(line: &str) -> bool {
    // Nearly no line has one.
    if !has_byte(line, |byte| byte == b'\'') {
        return false;
    }
    let quotes = line.split("''").skip(1);
    // `''$` and `'''` are escapes.
    quotes.filter(|after| !after.starts_with(['$', '\'', '\\'])).count() % 2 == 1
}

/// A line without the names of parts, and whether files with these parts have it.
fn untagged<'t>(line: &'t str, parts: &BTreeSet<&str>) -> (&'t str, bool) {
    if !has_byte(line, |byte| byte == b'#') {
        return (line, true);
    }
    let tag = TAGS.iter().filter_map(|&(tag, is_with)| {
        let (code, name) = line.rsplit_once(tag)?;
        (!name.contains(' ')).then(|| (code, parts.contains(name) == is_with))
    });
    let Some((code, is_needed)) = { tag }.next() else { return (line, true) };
    let (code, others) = untagged(code, parts);
    (code, is_needed && others)
}

/// Whether a line is all that is before the body of a function of one argument.
fn is_function_of_one(code: &str) -> bool {
    code.ends_with(':') && !code.starts_with('}') && !code.contains(": ")
}

/// A line: its indentation, and its code.
type Line<'t> = (usize, &'t str);

/// The lines so far, and what decides about the next one.
#[derive(Debug, Default)]
struct Selection<'t> {
    lines: Vec<Line<'t>>,
    /// The first dropped line, and how many were dropped with it.
    dropped: Option<(Line<'t>, usize)>,
    is_empty_next: bool,
    /// The indentation of conditions whose first branch was dropped.
    open: Vec<usize>,
    /// The indentation of the branches that are all that is left of a condition.
    alone: Vec<usize>,
    /// Where lines were dropped.
    gaps: Vec<usize>,
    /// Lines that have the semicolon of a dropped one.
    ended: Vec<usize>,
}

impl<'t> Selection<'t> {
    fn add(&mut self, line: &'t str, is_needed: bool) {
        let code = line.trim_start();
        let depth = line.len() - code.len();
        match &mut self.dropped {
            _ if code.is_empty() => self.is_empty_next = true,
            Some(((start, _), count)) if depth > *start => {
                *count += 1;
                self.is_empty_next = false;
            }
            _ => {
                self.end_dropped();
                if is_needed {
                    self.keep(depth, code);
                } else {
                    self.drop(depth, code);
                }
            }
        }
    }

    fn add_empty_of_string(&mut self) {
        if self.dropped.is_none() {
            self.lines.push((0, ""));
        }
    }

    fn drop(&mut self, depth: usize, code: &'t str) {
        if code.starts_with("if ") {
            self.open.push(depth);
        }
        self.dropped = Some(((depth, code), 0));
    }

    fn end_dropped(&mut self) {
        let Some(((_, code), count)) = self.dropped.take() else { return };
        self.gaps.push(self.lines.len());
        let is_operand = count == 0 && OPERATORS.iter().any(|it| code.starts_with(it));
        let is_open = self.lines.last().is_some_and(|(_, code)| !code.ends_with(';'));
        if is_operand && code.ends_with(';') && is_open {
            self.ended.push(self.lines.len() - 1);
        }
    }

    fn keep(&mut self, depth: usize, code: &'t str) {
        if std::mem::take(&mut self.is_empty_next)
            && self.lines.last().is_some_and(|(_, code)| !code.is_empty())
        {
            self.lines.push((0, ""));
        }
        self.alone.retain(|&start| start < depth);
        let mut code = code;
        if self.open.pop_if(|start| *start == depth).is_some() {
            if code == "else" {
                return self.alone.push(depth);
            }
            code = code.strip_prefix("else ").unwrap_or(code);
        }
        self.lines.push((depth - 2 * self.alone.len(), code));
    }

    /// The lines from a binding, or a function of one argument, to its end in one, if some were dropped between them and
    /// the rest fits.
    fn joined(&self, start: usize) -> Option<(usize, String)> {
        let (depth, name) = self.lines[start];
        let is_body = match name {
            _ if name.ends_with(" =") => |line: usize, depth: usize| line > depth,
            _ if is_function_of_one(name) => |line, depth| line >= depth,
            _ => return None,
        };
        let below = self.lines[start + 1..].iter().take_while(|line| is_body(line.0, depth));
        let end = start + 1 + below.clone().count();
        if !self.gaps.iter().any(|gap| (start..=end).contains(gap)) {
            return None;
        }
        let is_open = |code: &str| {
            ["assert ", "else if "].iter().any(|start| code.starts_with(start))
                || ["{", "[", "(", "''", "let"].iter().any(|end| code.ends_with(end))
        };
        let length = name.len() + below.clone().map(|(_, code)| code.len() + 1).sum::<usize>();
        let fits = length <= WIDTH && !below.clone().any(|(_, code)| is_open(code));
        fits.then(|| (end, below.fold(name.to_owned(), |line, (_, code)| line + " " + code)))
    }

    /// Whether lines between a binding and its set were dropped. Then the set begins behind the `=`.
    fn is_before_set(&self, at: usize) -> bool {
        let is_set = self.lines.get(at + 1).is_some_and(|(_, code)| *code == "{");
        is_set && self.lines[at].1.ends_with(" =") && self.gaps.contains(&(at + 1))
    }

    fn finish(mut self) -> String {
        self.end_dropped();
        self.lines.pop_if(|(_, code)| code.is_empty());
        let mut text = String::new();
        let mut at = 0;
        // The indentation of bindings whose set begins behind the `=`.
        let mut sets = Vec::new();
        while let Some(&(depth, code)) = self.lines.get(at) {
            sets.retain(|&start| start < depth || code.is_empty());
            text.extend(std::iter::repeat_n(' ', depth.saturating_sub(2 * sets.len())));
            let joined = if self.is_before_set(at) {
                sets.push(depth);
                Some((at + 2, format!("{code} {{")))
            } else {
                self.joined(at)
            };
            let end = joined.as_ref().map_or(at + 1, |(end, _)| *end);
            text.push_str(joined.as_ref().map_or(code, |(_, line)| line));
            let is_ended = (at..end).any(|line| self.ended.contains(&line));
            text.push_str(if is_ended { ";\n" } else { "\n" });
            at = end;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected_by(text: &str, parts: &[&str]) -> String {
        selected(text, &BTreeSet::from_iter(parts.iter().copied()))
    }

    #[test]
    fn a_line_and_those_below_it_belong_to_files_with_a_part() {
        let text = "\
# Why it is so.
x = # with a # with b
  f {
    y = 1;
  };

z = 2; # without a
z = 3; # with a
";
        assert_eq!(selected_by(text, &[]), "z = 2;\n");
        assert_eq!(selected_by(text, &["a"]), "z = 3;\n");
        let both = "x =\n  f {\n    y = 1;\n  };\n\nz = 3;\n";
        assert_eq!(selected_by(text, &["a", "b"]), both);
    }

    #[test]
    fn the_lines_of_a_string_stay() {
        let text =
            "x = ${y} ''\n  # A comment of the shell.\n  a=''${b}\n\n\n  c\n'';\n# Why.\nz = 1;\n";
        assert_eq!(selected_by(text, &[]), text.replace("# Why.\n", ""));
        let dropped = text.replace("y} ''", "y} '' # with a").replace("'';", "''; # with a");
        assert_eq!(selected_by(&dropped, &[]), "z = 1;\n");
    }

    #[test]
    fn an_operand_leaves_its_semicolon() {
        let text = "x =\n  one\n  ++ two # with a\n  ++ three; # with b\ny = 1;\n";
        assert_eq!(selected_by(text, &["a"]), "x = one ++ two;\ny = 1;\n");
        assert_eq!(selected_by(text, &["b"]), "x = one ++ three;\ny = 1;\n");
    }

    #[test]
    fn a_set_that_is_left_begins_behind_the_name_of_its_binding() {
        let text = "\
x =
  if a then # with a
    1
  else
    {
      y = 2;
    };
z = 3;
";
        assert_eq!(selected_by(text, &["a"]), text.replace(" # with a", ""));
        assert_eq!(selected_by(text, &[]), "x = {\n  y = 2;\n};\nz = 3;\n");
    }

    #[test]
    fn the_next_branch_takes_the_place_of_an_if() {
        let text = "\
x =
  if a then # with a
    1
  else if b then # with b
    2
  else
    3;
y =
  if a then # with a
    1
  else
    f {
      z = 3;
    };
";
        assert_eq!(
            selected_by(text, &["b"]),
            "x = if b then 2 else 3;\ny =\n  f {\n    z = 3;\n  };\n"
        );
        assert_eq!(selected_by(text, &[]), "x = 3;\ny =\n  f {\n    z = 3;\n  };\n");
    }
}
