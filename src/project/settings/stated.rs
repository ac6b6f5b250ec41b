//! The settings as they are written, to compare them.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::text::address::shown_text;

/// The settings in the text of a `pyproject.toml` or of a script's metadata, by their names, such as
/// `tool.uvnix.backend`; each with its value in TOML, safe to print. `uv_toml` is the `uv.toml` next to it.
///
/// A text that is not TOML states none.
#[must_use]
pub fn stated(pyproject: &str, uv_toml: Option<&str>) -> BTreeMap<String, String> {
    let mut stated = BTreeMap::new();
    let file: Table = pyproject.parse().unwrap_or_default();
    let tool = file.get("tool").and_then(Value::as_table);
    for name in ["uv", "uvnix"] {
        if let Some(table) = tool.and_then(|tool| tool.get(name)) {
            add(format!("tool.{name}"), table, &mut stated);
        }
    }
    for (key, value) in uv_toml.unwrap_or_default().parse::<Table>().unwrap_or_default() {
        add(format!("uv.toml: {}", quoted(&key)), &value, &mut stated);
    }
    stated
}

fn add(name: String, value: &Value, stated: &mut BTreeMap<String, String>) {
    match value {
        Value::Table(table) if !table.is_empty() => {
            for (key, value) in table {
                add(format!("{name}.{}", quoted(key)), value, stated);
            }
        }
        value => drop(stated.insert(name, shown_text(&value.to_string()))),
    }
}

/// A key as it is written in TOML.
fn quoted(key: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if !key.is_empty() && key.bytes().all(is_bare) {
        return key.to_owned();
    }
    shown_text(&Value::String(key.to_owned()).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_is_stated_by_its_name_without_passwords() {
        let pyproject = "tool.ruff.fix = true\n[tool.uvnix]\nbackend = 'nixpkgs'\n\
                         packages.numpy = { build-inputs = ['openssl'] }\n\
                         [[tool.uv.index]]\nurl = 'https://me:pw@pypi.example/simple'";
        let stated = stated(pyproject, Some("no-build = true"));
        let names = ["tool.uv.index", "tool.uvnix.backend"];
        let names = names.into_iter().chain(["tool.uvnix.packages.numpy.build-inputs"]);
        assert_eq!(
            Vec::from_iter(stated.keys()),
            Vec::from_iter(names.chain(["uv.toml: no-build"]))
        );
        assert_eq!(stated["tool.uvnix.backend"], "\"nixpkgs\"");
        assert!(!stated["tool.uv.index"].contains("pw"), "{stated:?}");
    }
}
