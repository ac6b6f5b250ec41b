//! Two branches that each change a package, merged by git.

use crate::git::{git, git_fails, with_git};
use crate::{Workplace, case};

/// Runs `uvnix` with git on PATH.
fn uvnix(workplace: &Workplace, arguments: &[&str]) -> i32 {
    let variables = with_git();
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    workplace.uvnix_in(".", &Vec::from_iter(variables), arguments).code
}

/// Commits the newer version of a package, with the file generated again.
fn bump(workplace: &Workplace, branch: &str, old: &str, new: &str) {
    git(workplace, ".", &["checkout", "--quiet", "-b", branch, "base"]);
    let lock = workplace.read("uv.lock").replace(old, new);
    workplace.write("uv.lock", lock);
    assert_eq!(uvnix(workplace, &["lock2nix", "--offline"]), 0);
    git(workplace, ".", &["commit", "--quiet", "--all", "--message", branch]);
}

/// A repository with a branch for each of two packages; the second is checked out.
fn branches() -> Workplace {
    let workplace = case("pure");
    git(&workplace, ".", &["init", "--quiet"]);
    assert_eq!(uvnix(&workplace, &["init", "--offline", "--lookup=none"]), 0);
    git(&workplace, ".", &["add", "."]);
    git(&workplace, ".", &["commit", "--quiet", "--message", "base"]);
    git(&workplace, ".", &["branch", "base"]);
    bump(&workplace, "click", "8.1.7", "8.1.8");
    bump(&workplace, "typing", "4.12.2", "4.12.3");
    workplace
}

/// That a merged file has both versions, and belongs to the merged lock.
fn assert_has_both(workplace: &Workplace) {
    assert_eq!(uvnix(workplace, &["lock2nix", "--check"]), 0);
    let text = workplace.read("uv.nix");
    assert!(text.contains("click-8.1.8") && text.contains("typing_extensions-4.12.3"), "{text}");
}

#[test]
fn two_branches_that_each_change_a_package_cost_one_lock2nix() {
    let workplace = branches();
    let said = git_fails(&workplace, ".", &["merge", "--quiet", "click"]);
    assert!(said.contains("conflict in uv.nix") && !said.contains("conflict in uv.lock"), "{said}");
    assert!(!workplace.read("uv.nix").contains("<<<<<<<"));
    assert_eq!(uvnix(&workplace, &["lock2nix", "--offline"]), 0);
    git(&workplace, ".", &["commit", "--quiet", "--all", "--no-edit"]);
    assert_has_both(&workplace);
}

#[test]
fn with_the_merge_driver_of_the_book_the_merge_does_not_stop() {
    let workplace = branches();
    let attributes = workplace.read(".gitattributes").replace("-merge", "merge=uvnix");
    workplace.write(".gitattributes", attributes);
    git(&workplace, ".", &["commit", "--quiet", "--all", "--message", "driver"]);
    let book = crate::book("howto/merge-conflict.md");
    let config = book.lines().filter_map(|line| line.strip_prefix("git config "));
    let config = Vec::from_iter(config);
    assert_eq!(config.len(), 2, "the book shows the driver");
    for line in config {
        let (key, value) = line.split_once(' ').expect("a key has a value");
        git(&workplace, ".", &["config", key, value.trim_matches('"')]);
    }
    git(&workplace, ".", &["merge", "--quiet", "--no-edit", "click"]);
    assert_eq!(uvnix(&workplace, &["lock2nix", "--check"]), 1, "it is that of one branch");
    assert_eq!(uvnix(&workplace, &["lock2nix", "--offline"]), 0);
    assert_has_both(&workplace);
}
