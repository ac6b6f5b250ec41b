//! What the repository says of itself: commands in the README and in the book print what stands there,
//! every error is described, and links lead somewhere.
//!
//! `UVNIX_UPDATE=1 cargo test --test documentation` writes anew what is quoted.

mod address;
#[path = "../facts/archive.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod archive;
mod blocks;
mod book;
#[path = "../case/mod.rs"]
mod case;
#[path = "../command/mod.rs"]
mod command;
mod commands;
mod dependencies;
mod errors;
mod evaluation;
mod example;
mod examples;
mod excerpts;
mod init;
mod links;
mod marks;
mod messages;
mod promises;
mod quotation;
mod schema;
#[path = "../facts/server.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod server;
mod settings;
mod symptoms;
mod updates;
mod uv_settings;

use std::fs;
use std::path::{Path, PathBuf};

/// A file or a folder of this repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text of all files in a folder of this repository with an extension.
fn text_of(folder: &str, extension: &str) -> String {
    let folder = repository(folder);
    let files = case::files(&folder).into_iter().map(|file| folder.join(file));
    let files = files.filter(|file| file.extension().is_some_and(|it| it == extension));
    files.map(|file| read(&file)).collect()
}

/// The chapters of the book, by their names in `docs/src`.
fn chapters() -> Vec<String> {
    let files = case::files(&repository("docs/src"));
    let chapters = files
        .into_iter()
        .filter(|file| Path::new(file).extension().is_some_and(|extension| extension == "md"));
    let chapters = Vec::from_iter(chapters);
    assert!(chapters.len() > 10, "the chapters are not where they should be");
    chapters
}
