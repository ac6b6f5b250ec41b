//! `reference/settings.md`: the tables of keys, from their declarations.

use std::fmt::Write as _;

use uvnix::project::settings::keys::{SECTIONS, Section};

use crate::case::assert_is_committed;
use crate::command::Workplace;
use crate::example::{REGISTRY, lock};
use crate::messages::cell;
use crate::{read, repository};

/// The keys that uvnix reads from a table, which it names if it finds another one.
fn keys(table: &str) -> Vec<String> {
    let index = "[[tool.uv.index]]\nname = \"corp\"\nurl = \"https://corp.example/simple\"\n";
    let settings = format!("{index}[{table}]\nno-key = true\n");
    let lock = lock(REGISTRY);
    let workplace = Workplace::with(&[("pyproject.toml", &settings), ("uv.lock", &lock)]);
    let [code, _, help] = workplace.lock2nix(&["--offline"]).error();
    assert_eq!(code, "uvnix::settings::unknown_key", "{table}");
    let (_, keys) = help.split_once("`: ").expect("the help lists the keys");
    keys.split(", ").map(|key| key.trim().to_owned()).collect()
}

/// The table of a section.
fn table(section: &Section) -> String {
    let mut table =
        String::from("| key | type | default | example | effect |\n|---|---|---|---|---|\n");
    for key in section.keys {
        let cells = [&key.kind.name(), key.default, &format!("`{}`", key.example)].map(cell);
        let effect = key.effect.replace('|', "\\|");
        writeln!(table, "| `{}` | {} | {effect} |", key.name, cells.join(" | "))
            .expect("a string takes everything");
    }
    table
}

#[test]
fn a_key_is_declared_if_it_is_read() {
    for section in SECTIONS {
        let mut declared = Vec::from_iter(section.keys.iter().map(|key| key.name));
        declared.sort_unstable();
        let name = if section.path.contains("indexes") { "corp" } else { "needed" };
        assert_eq!(keys(&section.path.replace("<name>", name)), declared, "{}", section.path);
    }
}

#[test]
fn the_book_describes_every_key_as_it_is_declared() {
    let path = repository("docs/src/reference/settings.md");
    let mut page = read(&path);
    for section in SECTIONS {
        let mark = format!("<!-- keys of {} -->\n", section.path);
        let (before, rest) = page.split_once(&mark).expect("the table has a place");
        let (_, after) = rest.split_once("<!-- end of keys -->").expect("the table has an end");
        let table = table(section);
        page = [before, &mark, "\n", &table, "\n<!-- end of keys -->", after].concat();
    }
    assert_is_committed(&path, &page);
}
