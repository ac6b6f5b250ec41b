//! `uvnix lock2nix --watch`: runs again whenever a file that `uv.nix` is generated from changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::commands::input::Input;

/// How often files are looked at.
const INTERVAL: Duration = Duration::from_millis(300);

/// When a file changed, and its size; `None` if it does not exist.
type Stamp = Option<(SystemTime, u64)>;

/// Waits until one of the files of these locks changes; `since` are their stamps before the last run.
pub(super) fn wait_for_a_change(paths: &[PathBuf], since: &[Stamp]) {
    let files = watched(paths);
    while stamps(&files) == since {
        sleep(INTERVAL);
    }
    // uv writes several files: wait until it is done.
    let mut before = stamps(&files);
    loop {
        sleep(INTERVAL);
        let now = stamps(&files);
        if now == before {
            return;
        }
        before = now;
    }
}

/// The stamps of the files of these locks.
pub(super) fn now(paths: &[PathBuf]) -> Vec<Stamp> {
    stamps(&watched(paths))
}

/// The lock files, and the files with settings and local packages next to them.
fn watched(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::from_iter(paths.iter().flat_map(|path| of_one(path)));
    files.sort();
    files.dedup();
    files
}

fn of_one(path: &Path) -> Vec<PathBuf> {
    let named = |folder: &Path| ["uv.lock", "pyproject.toml"].map(|name| folder.join(name));
    // While a file cannot be read, wait for the files that will be read first.
    let Ok(input) = Input::read(path, false) else {
        return if path.is_dir() { named(path).into() } else { vec![path.to_owned()] };
    };
    let folder = &input.file.folder;
    let local = input.lock().packages().filter_map(|(_, package)| package.source.folder());
    let local = local.map(|path| folder.join(path.as_str()).join("pyproject.toml"));
    named(folder).into_iter().chain([input.file.path.clone()]).chain(local).collect()
}

fn stamps(files: &[PathBuf]) -> Vec<Stamp> {
    let stamp = |file: &PathBuf| {
        let metadata = fs::metadata(file).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    };
    files.iter().map(stamp).collect()
}
