//! What a project's flake calls: the functions of `lib`, the module for flake-parts, and the templates that
//! use them.
//!
//! `UVNIX_UPDATE=1 cargo test --test flakes` writes anew what is out of date.

#[path = "../case/mod.rs"]
mod case;
#[path = "../command/mod.rs"]
mod command;
mod devenv;
mod documentation;
mod functions;
mod instance;
#[path = "../documentation/marks.rs"]
mod marks;
mod messages;
mod module;
mod plain;
mod pylock;
mod templates;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The systems that uvnix' own flake is for.
const SYSTEMS: [&str; 3] = ["aarch64-darwin", "aarch64-linux", "x86_64-linux"];

/// A file or a folder of this repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What a command prints, or what it reports where it fails.
fn outcome(command: &mut Command) -> Result<String, String> {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).trim_end().to_owned();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

/// What a command prints, which has to succeed.
fn run(command: &mut Command) -> String {
    outcome(command).unwrap_or_else(|report| panic!("{command:?} failed:\n{report}"))
}

/// Asserts that a file of the repository holds `text`, or writes it there.
fn is_current(path: &str, text: &str) {
    let text = format!("{}\n", text.trim_end());
    if std::env::var_os("UVNIX_UPDATE").is_some() {
        fs::write(repository(path), &text).expect("the repository can be written to");
    }
    assert!(
        fs::read_to_string(repository(path)).is_ok_and(|found| found == text),
        "{path} is out of date: run `UVNIX_UPDATE=1 cargo test --test flakes`, and review the change"
    );
}
