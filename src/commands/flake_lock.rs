//! The commits in the `flake.lock` of a project.

use std::path::Path;

use serde_json::Value;

use super::repository::{Repository, flake_above};
use crate::fetch::plain_file;

/// The repository of the build systems of pyproject.nix.
const BUILD_SYSTEMS: &str = "build-system-pkgs";

/// The commit of the build systems of pyproject.nix that the flake of the project in a folder uses; `None` if it has no
/// `flake.lock`, or none of one repository.
pub(super) fn build_systems(folder: &Path) -> Option<String> {
    let repository = Repository::around(folder);
    let top = repository.as_ref().map(|repository| repository.root.as_path());
    let path = flake_above(folder, top)?.join("flake.lock");
    commit(&plain_file::read_to_string(&path).ok()?, BUILD_SYSTEMS)
}

/// The commit of a repository, if the lock has only one.
fn commit(text: &str, repository: &str) -> Option<String> {
    let lock: Value = serde_json::from_str(text).ok()?;
    let nodes = lock["nodes"].as_object()?.values();
    let mut locked = nodes.map(|node| &node["locked"]).filter(|it| it["repo"] == repository);
    let first = locked.next()?["rev"].as_str()?;
    locked.all(|other| other["rev"] == first).then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commit_of_a_repository_is_known_if_there_is_only_one() {
        let node = |rev: &str| format!("{{\"locked\":{{\"repo\":\"a\",\"rev\":\"{rev}\"}}}}");
        let lock = |one: &str, other: &str| {
            let (one, other) = (node(one), node(other));
            format!("{{\"nodes\":{{\"one\":{one},\"other\":{other},\"root\":{{}}}}}}")
        };
        assert_eq!(commit(&lock("12", "12"), "a"), Some("12".to_owned()));
        assert_eq!(commit(&lock("12", "13"), "a"), None);
        assert_eq!(commit(&lock("12", "12"), "b"), None);
        assert_eq!(commit("", "a"), None);
    }
}
