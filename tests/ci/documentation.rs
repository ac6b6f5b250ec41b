//! `docs/src/howto/ci.md`: what it shows can be read by whom it is for.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::action::manifest;
use crate::{text_of, yaml};

/// The blocks of `docs/src/howto/ci.md` in a language.
fn blocks(language: &str) -> Vec<String> {
    let text = text_of("docs/src/howto/ci.md");
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
    let text = text_of("docs/src/howto/ci.md");
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
    let hooks = manifest.as_array().expect("hooks").iter();
    let there_are = BTreeSet::from_iter(hooks.map(|it| it["id"].as_str().expect("an id")));
    let mut shown = BTreeSet::new();
    for block in blocks("yaml") {
        for repository in yaml(&block)["repos"].as_array().into_iter().flatten() {
            for hook in repository["hooks"].as_array().expect("hooks") {
                shown.insert(hook["id"].as_str().expect("an id").to_owned());
            }
        }
    }
    assert_eq!(Vec::from_iter(shown), Vec::from_iter(there_are));
}

#[test]
fn what_regenerates_runs_for_every_file_that_uv_nix_is_made_from() {
    let of_a_project = ["uv.lock", "uv.toml", "uvnix.lock", "pyproject.toml"];
    let of_a_build = ["setup.py", "setup.cfg", "MANIFEST.in", "Cargo.toml"];
    let names = of_a_project.iter().chain(&of_a_build);
    let expected = Value::from_iter(names.map(|name| format!("**/{name}")));
    let blocks = blocks("yaml").into_iter().map(|block| yaml(&block));
    let filters = blocks.filter_map(|block| {
        let of_github = block.pointer("/on/pull_request/paths");
        of_github.or_else(|| block.pointer("/regenerate uv.nix/rules/0/changes")).cloned()
    });
    assert_eq!(Vec::from_iter(filters), [expected.clone(), expected]);
}
