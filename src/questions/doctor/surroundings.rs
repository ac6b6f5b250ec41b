//! What is around a lock: its git repository, and the generated file.

use super::{Check, Finding, Level};
use crate::text::printable::spelled_out;

/// What was seen around a lock.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The folder that Nix copies: the top of the repository, or that of the lock where there is none.
    pub root: String,
    /// Local packages, with their folders, that lie outside of it.
    pub outside: Vec<(String, String)>,
    /// Files that git does not know, and that Nix needs.
    pub untracked: Vec<String>,
    /// Other files in local packages that git does not know.
    pub untracked_besides: Vec<String>,
    /// Files that belong to a submodule, where the flake does not say that it has submodules.
    pub in_submodules: Vec<String>,
    /// Files that belong to another repository within this one.
    pub in_own_repositories: Vec<String>,
    /// Local packages, with their folders, that are not there.
    pub absent: Vec<(String, String)>,
    /// Local packages, with their folders, that do not say how they are built.
    pub undescribed: Vec<(String, String)>,
    /// Whether git could not be asked what it knows.
    pub is_git_silent: bool,
    /// Generated files, and why they are not what they should be.
    pub stale: Vec<(String, String)>,
}

/// What these mean, sorted.
#[must_use]
pub fn examine_surroundings(around: &Surroundings) -> Vec<Finding> {
    let finding = |check, subject: &str, message: String, help: &str| Finding {
        level: Level::Warning,
        check,
        subject: spelled_out(subject),
        environments: None,
        message,
        help: help.to_owned(),
    };
    let mut findings = Vec::new();
    for (package, folder) in &around.outside {
        let (folder, root) = (spelled_out(folder), spelled_out(&around.root));
        let message = format!("it is in {folder}, and a flake sees nothing outside of {root}");
        let help = "move it into the repository, or depend on it by git in [tool.uv.sources]";
        findings.push(finding(Check::OutOfReach, package, message, help));
    }
    for file in &around.untracked {
        let message = "git does not know it, hence Nix does not see it".to_owned();
        findings.push(finding(Check::Untracked, file, message, "run `git add` with these files"));
    }
    for file in &around.untracked_besides {
        let message = "git does not know it, hence Nix does not see it".to_owned();
        let help = "run `git add` with what a build or a program needs of these";
        let besides = finding(Check::Untracked, file, message, help);
        findings.push(Finding { level: Level::Note, ..besides });
    }
    for file in &around.in_submodules {
        let message = "it lies in a submodule, which a flake does not see by itself".to_owned();
        let help = "write `inputs.self.submodules = true;` in flake.nix, which takes Nix 2.27, or name the flake with `?submodules=1`";
        findings.push(finding(Check::OutOfReach, file, message, help));
    }
    for file in &around.in_own_repositories {
        let message =
            "it lies in a repository of its own, of which this one, and hence Nix, sees nothing";
        let help = "remove the `.git` there, which `uv init` may have made, or make it a submodule";
        findings.push(finding(Check::OutOfReach, file, message.to_owned(), help));
    }
    for (package, folder) in &around.absent {
        let message = format!("its folder, {}, is not there", spelled_out(folder));
        let help = "restore the folder; if it belongs to a submodule, fetch that";
        findings.push(finding(Check::OutOfReach, package, message, help));
    }
    for (package, folder) in &around.undescribed {
        let message =
            format!("its folder, {}, has neither pyproject.toml nor setup.py", spelled_out(folder));
        let help = "restore what is missing, or run `uv lock` if it is gone";
        findings.push(finding(Check::OutOfReach, package, message, help));
    }
    if around.is_git_silent {
        let message =
            "git cannot be asked here, so that it is not known which files Nix does not see";
        let help = "put git on PATH; where it takes the owner of the folder for dubious, `git status` tells what to do";
        let silent = finding(Check::NotLookedAt, &around.root, message.to_owned(), help);
        findings.push(Finding { level: Level::Note, ..silent });
    }
    for (file, why) in &around.stale {
        findings.push(finding(Check::Stale, file, spelled_out(why), "run `uvnix lock2nix`"));
    }
    findings.sort();
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_that_nix_does_not_see_is_told_with_what_to_do() {
        let around = Surroundings {
            root: "/project".to_owned(),
            outside: vec![("library 1.0".to_owned(), "../library".to_owned())],
            untracked: vec!["uv.\u{1b}nix".to_owned()],
            in_submodules: vec!["vendor/pyproject.toml".to_owned()],
            ..Surroundings::default()
        };
        let findings = examine_surroundings(&around);
        let checks: Vec<_> = findings.iter().map(|finding| finding.check).collect();
        assert_eq!(checks, [Check::Untracked, Check::OutOfReach, Check::OutOfReach]);
        assert_eq!(findings[0].subject, "uv.\\u{1b}nix");
        assert!(findings[1].message.contains("../library"), "{}", findings[1].message);
    }
}
