//! Comparison of printed Nix code with the intended expression.
//!
//! A file is compared before it is written, so the comparison has a reader of its own, which builds no tree.
//! It knows the part of Nix's grammar that data needs, and refuses all other text. The tests compare it with
//! a parser of the whole language.

use super::Expression;
use super::escape::{is_plain_name, means, means_itself};
use crate::text::bytes::strip_prefix;

/// Whether `text` is this attribute set, and nothing else.
#[must_use]
pub fn is_exactly(text: &str, set: &Expression<'_>) -> bool {
    let mut reader = Reader { rest: text };
    text.starts_with('{') && reader.holds(set) && reader.rest.is_empty()
}

/// The text that is not read yet.
struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn holds(&mut self, expression: &Expression<'_>) -> bool {
        match expression {
            Expression::String(text) => self.is_string(text),
            Expression::Path(path) => is_relative_path(path) && self.is_word(path),
            Expression::True => self.is_word("true"),
            Expression::Null => self.is_word("null"),
            Expression::Integer(number) => self.is_word(&number.to_string()),
            Expression::List(items) => {
                self.takes(b'[') && items.iter().all(|item| self.holds(item)) && self.takes(b']')
            }
            Expression::Set(attributes) => {
                self.takes(b'{')
                    && attributes.iter().all(|(name, value)| {
                        self.is_name(name)
                            && self.takes(b'=')
                            && self.holds(value)
                            && self.takes(b';')
                    })
                    && self.takes(b'}')
            }
        }
    }

    fn is_name(&mut self, name: &str) -> bool {
        self.skip_space();
        match self.rest.as_bytes().first() {
            Some(b'"') => self.is_string(name),
            _ => is_plain_name(name) && self.is_word(name),
        }
    }

    /// Whether a string without interpolation follows that means `text`.
    fn is_string(&mut self, text: &str) -> bool {
        if !self.takes(b'"') {
            return false;
        }
        // Nearly all strings mean themselves.
        if means_itself(text)
            && let Some(rest) = self.rest.strip_prefix(text).and_then(|it| strip_prefix(it, b'"'))
        {
            self.rest = rest;
            return true;
        }
        let Some(end) = end_of_string(self.rest.as_bytes()) else { return false };
        let content = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        means(content, text)
    }

    /// Whether a word follows, with a space or a bracket after it, so that no two words become one: Nix reads
    /// `true./.` as a path and `true:x` as a URL.
    fn is_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let is_end = |byte: u8| matches!(byte, b' ' | b'\n' | b';' | b']');
        let rest = self.rest.strip_prefix(word);
        let rest = rest.filter(|rest| rest.bytes().next().is_none_or(is_end));
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn takes(&mut self, token: u8) -> bool {
        self.skip_space();
        let rest = strip_prefix(self.rest, token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_space(&mut self) {
        let is_space = |byte: u8| matches!(byte, b' ' | b'\n');
        let end = self.rest.bytes().position(|byte| !is_space(byte)).unwrap_or(self.rest.len());
        self.rest = &self.rest[end..];
    }
}

/// The place of the quote that ends a string; `None` if the string has an interpolation or no end.
fn end_of_string(text: &[u8]) -> Option<usize> {
    let mut start = 0;
    loop {
        let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | b'$');
        let place = start + text.get(start..)?.iter().position(is_special)?;
        start = match (text[place], text.get(place + 1)) {
            (b'"', _) => return Some(place),
            (b'\\', _) => place + 2,
            (_, Some(b'{')) => return None,
            _ => place + 1,
        };
    }
}

/// Whether Nix reads it as one path, without quotes and without interpolation.
fn is_relative_path(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-+".contains(&byte);
    let mut parts = path.split('/');
    let starts_here = matches!(parts.next(), Some("." | ".."));
    let mut rest = parts.peekable();
    starts_here
        && rest.peek().is_some()
        && rest.all(|part| !part.is_empty() && part.bytes().all(is_plain))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::emit::nix::read;
    use crate::emit::parts::Parts;

    fn data() -> Expression<'static> {
        let names = Expression::strings(["a\"b", "${c}"]);
        Expression::set([
            Some(("2", Expression::True)),
            Some(("names", names)),
            Some(("number", Expression::Integer(12))),
            Some(("pre", Expression::Null)),
            Some(("root", Expression::Path("./.".into()))),
        ])
    }

    fn printed() -> String {
        let mut text = String::new();
        data().print(0, &mut text);
        text
    }

    #[test]
    fn what_was_printed_is_what_was_meant() {
        assert!(is_exactly(&printed(), &data()), "{}", printed());
    }

    #[test]
    fn anything_else_is_not() {
        let text = printed();
        for (from, to) in [
            ("\\${c}", "${c}"),
            ("true", "false"),
            ("null", "nul"),
            ("12", "21"),
            ("\"a", "\"b"),
            ("./.", "./.."),
            ("root =", "other ="),
            ("names =", "names.x ="),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text);
            assert!(!is_exactly(&changed, &data()), "{changed}");
        }
        for more in [" // { }", " { }", "; in", "; a = { }", " # }", "\n# }", " /* }", "\n}"] {
            assert!(!is_exactly(&format!("{text}{more}"), &data()), "{more}");
        }
        for first in ["x: ", "rec ", "{ } // ", "with { }; "] {
            assert!(!is_exactly(&format!("{first}{text}"), &data()), "{first}");
        }
    }

    #[test]
    fn words_that_nix_reads_as_one_are_not_two() {
        let items = |second: &'static str| {
            let items = vec![Expression::True, Expression::Path(second.into())];
            Expression::Set(vec![("a".into(), Expression::List(items))])
        };
        assert!(is_exactly("{ a = [ true ./. ]; }", &items("./.")));
        assert!(!is_exactly("{ a = [ true./. ]; }", &items("./.")));
        for path in ["./", ".", "a", "./a b", "./a/", "./${a}", "./a;b", "/a", ""] {
            assert!(!is_exactly(&format!("{{ a = [ true {path} ]; }}"), &items(path)), "{path}");
        }
    }

    #[test]
    fn every_generated_file_of_the_examples_is_read_as_the_parser_reads_it() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for example in ["examples/hello-world/uv.nix", "examples/workspace/uv.nix"] {
            let text = std::fs::read_to_string(root.join(example)).unwrap();
            let data = Parts::of(&text).unwrap().data;
            assert!(is_exactly(data, &read(data).unwrap()), "{example}");
        }
    }

    fn expressions() -> impl Strategy<Value = Expression<'static>> {
        let text = "[a-z\"\\\\$\\{\\}\n\r\t'é ;]{0,6}";
        let path = "\\.\\.?(/[a-z.+_-]{1,3}){1,3}";
        let leaf = prop_oneof![
            text.prop_map(|text| Expression::String(text.into())),
            path.prop_map(|path| Expression::Path(path.into())),
            Just(Expression::True),
            Just(Expression::Null),
            any::<u32>().prop_map(Expression::Integer),
        ];
        leaf.prop_recursive(3, 12, 4, move |inner| {
            let attributes = proptest::collection::btree_map(text, inner.clone(), 0..4);
            prop_oneof![
                proptest::collection::vec(inner, 0..4).prop_map(Expression::List),
                attributes.prop_map(Expression::sorted),
            ]
        })
    }

    fn sets() -> impl Strategy<Value = Expression<'static>> {
        expressions().prop_map(|value| Expression::sorted([("a", value)]))
    }

    proptest! {
        #[test]
        fn any_data_is_read_as_it_was_printed(data in sets()) {
            let mut text = String::new();
            data.print(1, &mut text);
            prop_assert!(is_exactly(&text, &data), "{text}");
            prop_assert_eq!(read(&text), Some(data));
        }

        #[test]
        fn changed_text_is_refused_unless_the_parser_reads_the_same(
            data in sets(),
            place in any::<prop::sample::Index>(),
            length in 0..3_usize,
            inserted in "[a-z\"\\\\$\\{\\}\\[\\];:=./ \n\r#*+-]{0,2}",
        ) {
            let mut printed = String::new();
            data.print(1, &mut printed);
            let characters: Vec<char> = printed.chars().collect();
            let start = place.index(characters.len());
            let end = (start + length).min(characters.len());
            let text = characters[..start].iter().copied();
            let text = text.chain(inserted.chars()).chain(characters[end..].iter().copied());
            let text: String = text.collect();
            if is_exactly(&text, &data) {
                prop_assert_eq!(read(&text), Some(data));
            }
        }
    }
}
