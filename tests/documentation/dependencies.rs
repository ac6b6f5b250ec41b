//! `docs/dependencies.md`: a reason for each dependency.

use std::collections::BTreeSet;

use crate::{read, repository};

#[test]
fn every_dependency_has_a_reason() {
    let manifest: toml::Table =
        read(&repository("Cargo.toml")).parse().expect("Cargo.toml is TOML");
    let of_unix = &manifest["target"]["cfg(unix)"];
    let tables =
        [&manifest["dependencies"], &manifest["dev-dependencies"], &of_unix["dependencies"]];
    let tables = tables.into_iter().filter_map(toml::Value::as_table);
    let mut declared: BTreeSet<_> =
        tables.flat_map(toml::Table::keys).map(String::as_str).collect();
    declared.insert("libfuzzer-sys");
    let page = read(&repository("docs/dependencies.md"));
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    assert_eq!(BTreeSet::from_iter(rows), declared);
}
