//! Whether a locked commit is in the history of the branch or tag that led to it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use uvnix::lock::Git;

use super::command::{Failure, Repository};
use super::{GitError, Limits, as_anyone_first, cannot_keep, failed, has_commit};
use crate::fetch::credential::Credential;

/// What git says if a branch or a tag does not exist.
const NO_REFERENCE: &str = "couldn't find remote ref";

/// Whether the commit is in the history of its branch or tag; of any, if the lock names none.
///
/// Asks for branches and tags only, not for the commit itself: servers also have the commits of forks.
pub(crate) fn is_reachable(
    git: &Git,
    parent: &Path,
    limits: Limits,
    credential: Option<&Credential>,
) -> Result<bool, GitError> {
    as_anyone_first(git, credential, |user| {
        let unusable = |error| cannot_keep(git, &error);
        let parent = TempDir::with_prefix_in("git-", parent).map_err(unusable)?;
        let (folder, home) = (&parent.path().join("history"), &parent.path().join("home"));
        fs::create_dir(folder).and_then(|()| fs::create_dir(home)).map_err(unusable)?;
        let repository = Repository { folder, home, user, git, limits };
        match history(&repository, git) {
            Ok(is_in_it) => Ok(is_in_it),
            Err(Failure::Refused(said)) if said.contains(NO_REFERENCE) => Ok(false),
            Err(failure) => Err(failed(git, failure)),
        }
    })
}

fn history(repository: &Repository<'_>, git: &Git) -> Result<bool, Failure> {
    const REFERENCE: &str = "refs/locked/one";
    let format = if git.commit.len() == 64 { "sha256" } else { "sha1" };
    repository.run(&["init", "--quiet", "--object-format", format])?;
    repository.run(&["remote", "add", "--", "origin", &git.url])?;
    let named = match (&git.tag, &git.branch) {
        (Some(tag), _) => Some(format!("+refs/tags/{tag}:{REFERENCE}")),
        (None, Some(branch)) => Some(format!("+refs/heads/{branch}:{REFERENCE}")),
        (None, None) => None,
    };
    let fetch = |options: &[&str], references: &[&str]| {
        repository.run(&[&["fetch", "--no-tags"], options, &["--", "origin"], references].concat())
    };
    let Some(reference) = named.as_deref() else {
        let all = ["+refs/heads/*:refs/locked/heads/*", "+refs/tags/*:refs/locked/tags/*"];
        fetch(&[], &all)?;
        // Only what these lead to was fetched.
        return Ok(has_commit(repository, git));
    };
    let is_ancestor =
        || repository.run(&["merge-base", "--is-ancestor", &git.commit, REFERENCE]).is_ok();
    // Most commits are the last of their branch or tag; and not every server can leave the rest out.
    let rest: &[&str] = match fetch(&["--depth=1"], &[reference]) {
        Ok(()) if is_ancestor() => return Ok(true),
        Ok(()) => &["--unshallow"],
        Err(_) => &[],
    };
    fetch(rest, &[reference])?;
    Ok(is_ancestor())
}

#[cfg(all(test, unix))]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::fetch::git::git;

    fn run(folder: &Path, arguments: &[&str]) -> String {
        let mut command = git(folder);
        command.args(["-c", "user.name=a", "-c", "user.email=a@files.example"]).args(arguments);
        let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").output().expect("git runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    #[test]
    fn a_commit_is_in_the_history_of_its_reference_only() {
        let parent = tempfile::tempdir().unwrap();
        let origin = &parent.path().join("origin");
        fs::create_dir(origin).unwrap();
        run(origin, &["init", "--quiet", "--initial-branch=main"]);
        let commit = |message: &str| {
            run(origin, &["commit", "--quiet", "--allow-empty", "--message", message]);
            run(origin, &["rev-parse", "HEAD"])
        };
        let (first, second) = (commit("first"), commit("second"));
        run(origin, &["tag", "--annotate", "--message=a", "v1", &first]);
        run(origin, &["checkout", "--quiet", "--detach"]);
        let unnamed = commit("of nobody");
        run(origin, &["checkout", "--quiet", "main"]);
        let limits = Limits {
            timeout: Duration::from_secs(60),
            end: Instant::now() + Duration::from_secs(600),
            size: 1 << 20,
        };
        let url = format!("file://{}", uvnix::text::printable::path(origin));
        let is_in = |query: &str, commit: &str| {
            let git = Git::try_from(format!("{url}{query}#{commit}").as_str()).unwrap();
            is_reachable(&git, parent.path(), limits, None).unwrap()
        };
        assert!(is_in("", &first) && is_in("?branch=main", &first) && is_in("?tag=v1", &first));
        assert!(is_in("", &second) && !is_in("?tag=v1", &second));
        assert!(!is_in("", &unnamed) && !is_in("?branch=main", &unnamed));
        assert!(!is_in("?branch=gone", &first));
        let gone = Git::try_from(format!("{url}/gone#{first}").as_str()).unwrap();
        assert!(is_reachable(&gone, parent.path(), limits, None).is_err());
    }
}
