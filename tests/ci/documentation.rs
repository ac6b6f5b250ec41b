//! `docs/src/ci.md`: what it shows can be read by whom it is for.

use serde_json::Value;

use crate::action::manifest;
use crate::{text_of, yaml};

/// The blocks of `docs/src/ci.md` in a language.
fn blocks(language: &str) -> Vec<String> {
    let text = text_of("docs/src/ci.md");
    let parts = text.split("\n```").enumerate().filter(|(place, _)| place % 2 == 1);
    let blocks = parts.filter_map(|(_, part)| part.strip_prefix(language)?.strip_prefix('\n'));
    let blocks = Vec::from_iter(blocks.map(str::to_owned));
    assert!(!blocks.is_empty(), "there is no block of {language}");
    blocks
}

/// Every step of every workflow that uses the action.
fn uses() -> Vec<Value> {
    let workflows = blocks("yaml").into_iter().map(|block| yaml(&block));
    let jobs =
        workflows.filter_map(|it| Some(Vec::from_iter(it["jobs"].as_object()?.values().cloned())));
    let steps = jobs.flatten().flat_map(|job| job["steps"].as_array().expect("steps").clone());
    let is_ours = |step: &Value| step["uses"].as_str().is_some_and(|it| it.contains("/uvnix@"));
    steps.filter(is_ours).collect()
}

#[test]
fn every_block_of_yaml_json_and_nix_is_one() {
    for block in blocks("yaml") {
        yaml(&block);
    }
    for block in blocks("json") {
        serde_json::from_str::<Value>(&block).unwrap_or_else(|error| panic!("{error}:\n{block}"));
    }
    for block in blocks("nix") {
        let errors = rnix::Root::parse(&format!("{{\n{block}\n}}")).errors().to_vec();
        assert!(errors.is_empty(), "{errors:?}:\n{block}");
    }
}

#[test]
fn the_workflows_show_every_mode_and_give_only_inputs_that_there_are() {
    let manifest = manifest();
    let mut modes = Vec::new();
    for step in uses() {
        let inputs = step["with"].as_object().cloned().unwrap_or_default();
        for name in inputs.keys() {
            assert!(manifest["inputs"][name].is_object(), "the action has no input {name}");
        }
        let default = &manifest["inputs"]["mode"]["default"];
        modes.push(inputs.get("mode").unwrap_or(default).as_str().expect("a mode").to_owned());
    }
    modes.sort();
    modes.dedup();
    assert_eq!(modes, ["check", "comment", "regenerate"]);
}

#[test]
fn the_table_of_inputs_is_that_of_the_action() {
    let text = text_of("docs/src/ci.md");
    let manifest = manifest();
    let rows = manifest["inputs"].as_object().expect("inputs").iter().map(|(name, input)| {
        let default = match input["default"].as_str().expect("a default") {
            "" => String::new(),
            default => format!("`{default}`"),
        };
        format!("| `{name}` | {default} | {} |", input["description"].as_str().expect("a text"))
    });
    let mut expected = Vec::from_iter(rows);
    let mut found =
        Vec::from_iter(text.lines().filter(|it| it.starts_with("| `")).map(str::to_owned));
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn the_hooks_that_are_shown_are_those_that_there_are() {
    let manifest = yaml(&text_of(".pre-commit-hooks.yaml"));
    let has = |id: &Value| manifest.as_array().expect("hooks").iter().any(|it| it["id"] == *id);
    let mut shown = 0;
    for block in blocks("yaml") {
        for repository in yaml(&block)["repos"].as_array().into_iter().flatten() {
            for hook in repository["hooks"].as_array().expect("hooks") {
                assert!(has(&hook["id"]), "there is no hook {}", hook["id"]);
                shown += 1;
            }
        }
    }
    assert_eq!(shown, manifest.as_array().map_or(0, Vec::len));
}
