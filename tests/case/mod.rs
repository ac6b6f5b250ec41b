//! The cases: a folder below `tests/cases` for each lock, with the file that it gives.
#![allow(dead_code, reason = "each test that includes this module uses its own part of it")]

use std::fs;
use std::path::{Path, PathBuf};

/// A lock of `tests/cases`.
#[derive(Debug)]
pub(crate) struct Case {
    /// Its path below `tests/cases`, such as `pure/uv.lock`.
    pub name: String,
    /// The lock.
    pub lock: PathBuf,
}

impl Case {
    /// Every case, sorted by name.
    pub(crate) fn all() -> Vec<Self> {
        let is_lock = |file: &String| {
            let is_pylock = file.contains("/pylock.");
            Some(if is_pylock { "toml" } else { "lock" }) == extension(file)
        };
        let locks = files(&folder()).into_iter().filter(is_lock);
        let cases = locks.map(|name| Self { lock: folder().join(&name), name });
        let cases = Vec::from_iter(cases);
        assert!(cases.len() > 10, "the cases are not where they should be");
        cases
    }

    /// Those of uv.
    pub(crate) fn of_uv() -> Vec<Self> {
        let mut cases = Self::all();
        cases.retain(|case| extension(&case.name) == Some("lock"));
        cases
    }

    /// The file that is generated from it.
    pub(crate) fn output(&self) -> PathBuf {
        self.lock.with_extension("nix")
    }
}

fn extension(file: &str) -> Option<&str> {
    Path::new(file).extension().and_then(|extension| extension.to_str())
}

/// `tests/cases`.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Every file below a folder, by its path from there, sorted.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let name = entry.file_name().into_string().expect("names are text");
        if entry.path().is_dir() {
            let below = files(&entry.path()).into_iter();
            found.extend(below.map(|file| format!("{name}/{file}")));
        } else {
            found.push(name);
        }
    }
    found.sort();
    found
}

/// Whether committed files are to be rewritten rather than compared: `UVNIX_UPDATE=1 cargo test`.
pub(crate) fn is_update() -> bool {
    std::env::var_os("UVNIX_UPDATE").is_some_and(|value| !value.is_empty() && value != "0")
}

/// Compares a committed file with what it should be, or rewrites it.
pub(crate) fn assert_is_committed(path: &Path, text: &str) {
    let committed = fs::read_to_string(path).unwrap_or_default();
    if committed == text {
        return;
    }
    if is_update() {
        fs::write(path, text).expect("the file can be written");
        return;
    }
    let same = committed.lines().zip(text.lines()).take_while(|(old, new)| old == new).count();
    let around = |text: &str| {
        let lines = text.lines().skip(same.saturating_sub(3)).take(12);
        lines.collect::<Vec<_>>().join("\n")
    };
    panic!(
        "{} is out of date from line {} on; `UVNIX_UPDATE=1 cargo test` rewrites it.\n\
         --- committed\n{}\n--- now\n{}",
        path.display(),
        same + 1,
        around(&committed),
        around(text)
    );
}
