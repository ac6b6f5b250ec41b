//! The JSON Schemas that the book publishes, in `docs/src/schema`.

use std::fs;

use jsonschema::Validator;
use serde_json::{Value, json};
use uvnix::project::settings::keys::{Key, SECTIONS, Section};
use uvnix::project::settings::schema::schema;
use uvnix::project::settings::{Settings, SettingsProblem};

use crate::case::{assert_is_committed, files};
use crate::repository;

/// Values of every kind, as TOML.
const VALUES: [&str; 10] =
    ["true", "false", "7", "'x'", "['x']", "[7]", "{ x = 'x' }", "{ x = 7 }", "{ x = {} }", "{}"];

fn address(name: &str) -> String {
    format!("{}schema/{name}.json", env!("CARGO_PKG_HOMEPAGE"))
}

fn validator() -> Validator {
    jsonschema::validator_for(&schema(&address("uvnix"))).expect("it is a schema")
}

/// `[tool.uvnix]` in a file.
fn own_settings(text: &str) -> Value {
    let file: toml::Value = toml::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let own = file.get("tool").and_then(|tool| tool.get("uvnix"));
    own.map_or_else(|| json!({}), |own| serde_json::to_value(own).expect("it is JSON"))
}

/// A file with a setting.
fn with(section: &Section, key: &Key, value: &str) -> String {
    let needed = match key.name {
        "netrc-impure-env-vars" => "netrc-phase = 'echo'\n",
        _ => "",
    };
    format!("[{}]\n{needed}{} = {value}\n", section.path.replace("<name>", "a"), key.name)
}

#[test]
fn the_schemas_of_settings_are_those_of_the_declared_keys() {
    let own = schema(&address("uvnix"));
    let whole = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": address("pyproject"),
        "title": "pyproject.toml with the settings of uvnix",
        "allOf": [{ "$ref": "https://json.schemastore.org/pyproject.json" }],
        "properties": {
            "tool": { "type": "object", "properties": { "uvnix": { "$ref": address("uvnix") } } },
        },
    });
    for (name, schema) in [("uvnix", own), ("pyproject", whole)] {
        let text = serde_json::to_string_pretty(&schema).expect("it is JSON") + "\n";
        assert_is_committed(&repository(&format!("docs/src/schema/{name}.json")), &text);
    }
}

#[test]
fn settings_of_the_cases_and_examples_are_valid() {
    let validator = validator();
    let mut count = 0;
    for folder in ["tests/cases", "examples", "nix/templates"] {
        for file in files(&repository(folder)) {
            if !file.ends_with("pyproject.toml") {
                continue;
            }
            let text = fs::read_to_string(repository(folder).join(&file)).expect("it is text");
            let settings = own_settings(&text);
            assert!(Settings::parse(&text).is_ok(), "{file}");
            assert!(validator.is_valid(&settings), "{file}: {settings}");
            count += usize::from(settings != json!({}));
        }
    }
    assert!(count > 2, "only {count} files have settings");
}

#[test]
fn the_examples_of_all_keys_are_read_and_valid() {
    for section in SECTIONS {
        for key in section.keys {
            let text = with(section, key, key.example);
            if let Err(error) = Settings::parse(&text) {
                panic!("{text}{:?}", Vec::from_iter(error.problems()));
            }
            assert!(validator().is_valid(&own_settings(&text)), "{text}");
        }
    }
}

#[test]
fn a_value_is_valid_if_it_is_read_and_invalid_if_its_type_is_refused() {
    let validator = validator();
    let (mut valid, mut invalid) = (0, 0);
    for section in SECTIONS {
        for key in section.keys {
            for value in VALUES {
                let text = with(section, key, value);
                let is_valid = validator.is_valid(&own_settings(&text));
                let Err(error) = Settings::parse(&text) else {
                    assert!(is_valid, "{text}");
                    valid += 1;
                    continue;
                };
                let is_of_shape = |problem: &SettingsProblem| match problem {
                    SettingsProblem::UnknownKey { .. } => true,
                    SettingsProblem::BadValue { message, .. } => message.contains("is of type"),
                    _ => false,
                };
                if error.problems().any(is_of_shape) {
                    assert!(!is_valid, "{text}");
                    invalid += 1;
                }
            }
        }
    }
    assert!(valid > 50 && invalid > 300, "{valid} and {invalid}");
}

#[test]
fn an_unknown_key_is_invalid() {
    for section in SECTIONS {
        let text = format!("[{}]\nno-key = true\n", section.path.replace("<name>", "a"));
        assert!(!validator().is_valid(&own_settings(&text)), "{text}");
    }
}
