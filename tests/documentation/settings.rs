//! `reference/settings.md`: every key.

use crate::command::Workplace;
use crate::example::{REGISTRY, lock};
use crate::{read, repository};

/// The keys of a table, which uvnix names if it finds another one.
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

#[test]
fn every_key_is_described() {
    let page = read(&repository("docs/src/reference/settings.md"));
    for (table, section) in [
        ("tool.uvnix", "## `[tool.uvnix]`"),
        ("tool.uvnix.environments", "### `[tool.uvnix.environments]`"),
        ("tool.uvnix.packages.needed", "### `[tool.uvnix.packages.<name>]`"),
        ("tool.uvnix.indexes.corp", "### `[tool.uvnix.indexes.<name>]`"),
    ] {
        let (_, text) = page.split_once(section).expect("there is a section");
        let text = text.split("\n### ").next().unwrap_or_default();
        for key in keys(table) {
            let is_row =
                text.contains(&format!("`{key}`")) || text.contains(&format!("`{key}.<name>`"));
            let is_section = page.contains(&format!("### `[{table}.{key}"));
            assert!(is_row || is_section, "{table}: {key} is not described");
        }
    }
}
