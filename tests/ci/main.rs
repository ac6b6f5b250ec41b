//! What keeps `uv.nix` fresh in other people's repositories: the action, the hooks, the check of a
//! flake, and what `docs/src/howto/ci.md` says of them.

mod action;
#[path = "../case/mod.rs"]
mod case;
#[path = "../command/mod.rs"]
mod command;
mod documentation;
mod github;
mod hooks;
mod hostile;
mod modes;
mod project;
mod pull_request;
mod regenerate;
mod scripts;
mod workflows;

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A file or a folder of this repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file of this repository.
fn text_of(path: &str) -> String {
    std::fs::read_to_string(repository(path)).expect("the file is there")
}

/// What a text in YAML says.
fn yaml(text: &str) -> Value {
    serde_yaml_ng::from_str(text).unwrap_or_else(|error| panic!("{error}:\n{text}"))
}
