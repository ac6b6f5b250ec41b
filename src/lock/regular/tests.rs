//! What is read here, the `toml` crate reads as the same.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use proptest::prelude::*;
use serde::de::{MapAccess, SeqAccess};
use toml::Spanned;

use super::*;
use crate::lock::wire;

/// A value with its place in the text.
#[derive(Debug, PartialEq)]
struct Node(Range<usize>, Kind);

#[derive(Debug, PartialEq)]
enum Kind {
    Bool(bool),
    Number(i64),
    Text(String),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

impl<'t> Deserialize<'t> for Node {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Kind>::deserialize(deserializer)?;
        Ok(Self(spanned.span(), spanned.into_inner()))
    }
}

impl<'t> Deserialize<'t> for Kind {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyKind;

        impl<'t> Visitor<'t> for AnyKind {
            type Value = Kind;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a value")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Kind, E> {
                Ok(Kind::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Kind, E> {
                Ok(Kind::Number(value))
            }

            fn visit_str<E>(self, value: &str) -> Result<Kind, E> {
                Ok(Kind::Text(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<Kind, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Kind::List(list))
            }

            fn visit_map<A: MapAccess<'t>>(self, mut entries: A) -> Result<Kind, A::Error> {
                let mut table = BTreeMap::new();
                while let Some((key, value)) = entries.next_entry()? {
                    table.insert(key, value);
                }
                Ok(Kind::Table(table))
            }
        }

        deserializer.deserialize_any(AnyKind)
    }
}

/// Whether a text has the regular form. Asserts that it then means to the `toml` crate what it means here.
fn is_regular(text: &str) -> bool {
    let value = read::<toml::Value>(text);
    if let Ok(value) = &value {
        assert_eq!(toml::from_str(text).as_ref(), Ok(value), "{text}");
    }
    if let Ok(kind) = read::<Kind>(text) {
        assert_eq!(toml::from_str(text).as_ref(), Ok(&kind), "{text}");
    }
    if let Ok(nodes) = read::<BTreeMap<String, Node>>(text) {
        assert_eq!(toml::from_str(text).as_ref(), Ok(&nodes), "{text}");
    }
    value.is_ok()
}

#[test]
fn every_form_that_uv_writes_is_regular() {
    for text in [
        "",
        "# by uv\nversion = 1 # first\n\n",
        "a = 0\nb = true\nc = 'a\"b'\n'd e' = \"\"",
        "a = []\nb = [\n    1,\n    2,\n]\nc = [ [ ], [\n# none\n] ]",
        "a = {}\nb = { a = 1, \"b\" = { c = [ 1 ] } }",
        "[a]\nx = 1\n[a.b]\n[a.c.d]\n[b.\"c d\"]\n",
        "[[a]]\nx = 1\n[a.b]\nx = 2\n[[a.c]]\nx = 3\n[[a.c]]\n[[a]]\n[b]",
    ] {
        assert!(is_regular(text), "{text}");
    }
}

#[test]
fn the_rest_is_for_the_toml_crate() {
    for text in [
        "a = 1\na = 2",
        "a = { b = 1, b = 2 }",
        "[a]\n[a]",
        "[a]\n[b]\n[a.c]",
        "[[a]]\n[a]",
        "a = []\n[[a]]",
        "a.b = 1",
        "a = \"\\n\"",
        "a = '''b'''",
        "a = 'b\u{1}'",
        "a = 1.5",
        "a = -1",
        "a = 01",
        "a = 1b",
        "a = 1979-05-27",
        "a = 99999999999999999999",
        "a = truely",
        "a = [ , ]",
        "a = { b = 1, }",
        "a = 1 b = 2",
        "# \u{7f}",
        "\u{feff}a = 1",
        "a = 1\r\n",
        "[a",
        "a =",
        "= 1",
    ] {
        assert!(!is_regular(text), "{text}");
    }
    let deep = |depth| format!("a = {}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(is_regular(&deep(DEEPEST - 1)));
    assert!(!is_regular(&deep(10_000)));
}

#[test]
fn a_key_that_nobody_reads_is_for_the_toml_crate() {
    #[derive(Debug, serde::Deserialize, PartialEq)]
    struct One {
        a: i64,
    }
    assert_eq!(read("a = 1"), Ok(One { a: 1 }));
    assert_eq!(read::<One>("a = 1\nb = 1"), Err(Irregular));
    assert_eq!(from_str("a = 1\nb = 1"), Ok(One { a: 1 }));
    let error = from_str::<One>("a = 1\nb = 1\nb = 2").unwrap_err();
    assert_eq!(error.message(), "duplicate key");
}

#[test]
fn a_map_has_the_order_of_the_toml_crate() {
    type Map = indexmap::IndexMap<String, i64>;
    assert!(read::<Map>("a = 1\nb = 2").is_ok());
    assert_eq!(read::<Map>("b = 1\na = 2"), Err(Irregular));
}

/// The files with this name in and below a folder.
fn files(folder: &Path, name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = entries.flat_map(|path| {
        if path.is_dir() {
            files(&path, name)
        } else {
            Vec::from_iter(path.ends_with(name).then_some(path))
        }
    });
    below.collect()
}

#[test]
fn the_lock_files_of_uv_are_regular() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["benches", "examples", "tests/cases"];
    let locks = Vec::from_iter(folders.iter().flat_map(|it| files(&root.join(it), "uv.lock")));
    assert!(locks.len() >= 20, "{}", locks.len());
    for path in locks {
        let text = fs::read_to_string(&path).unwrap();
        assert!(is_regular(&text), "{}", path.display());
        assert!(read::<wire::Lock>(&text).is_ok(), "{}", path.display());
    }
}

/// A piece of TOML, or nearly so.
fn piece() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "a",
        "b",
        "\"a\"",
        "'b'",
        " = ",
        "=",
        ".",
        "1",
        "0",
        "true",
        "\"x\"",
        "''",
        "\n",
        "\n",
        "\n",
        " ",
        "\t",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        ", ",
        ",",
        "# c\n",
        "\\",
        "\"",
        "'",
        "\r\n",
        "a = 1\n",
        "b = 'c'\n",
        "[a]\n",
        "[b]\n",
        "[[a]]\n",
        "[[b]]\n",
        "[a.b]\n",
        "[[a.b]]\n",
        "{ a = 1 }",
        "[1, 2]",
        "\u{1}",
        "ä",
    ];
    prop::sample::select(PIECES).prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5000))]

    #[test]
    fn what_is_read_is_what_the_toml_crate_reads(pieces in prop::collection::vec(piece(), 0..24)) {
        is_regular(&pieces.concat());
    }

    #[test]
    fn a_damaged_lock_file_is_read_as_by_the_toml_crate(at in 0..3000_usize, piece in piece(), cut in 0..3_usize) {
        let mut text = include_str!("../../../tests/cases/markers/uv.lock").to_owned();
        if text.is_char_boundary(at) && text.is_char_boundary(at + cut) {
            text.replace_range(at..(at + cut).min(text.len()), &piece);
            is_regular(&text);
        }
    }
}
