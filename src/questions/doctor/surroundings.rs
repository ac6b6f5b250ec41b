//! The files around a lock file: its git repository, and the generated file.

use super::{Check, Commands, Finding, Level};
use crate::environment::Python;
use crate::project::Ahead;
use crate::text::printable::{any_of, spelled_out};

/// The observations about the files around a lock file.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The folder that Nix copies: the top of the repository, or that of the lock where there is none.
    pub root: String,
    /// Local packages outside of it, with their folders.
    pub outside: Vec<PackagePath>,
    /// Files that git does not know, and that Nix needs.
    pub untracked: Vec<String>,
    /// Such files that git ignores.
    pub ignored: Vec<String>,
    /// Other files in local packages that git does not know.
    pub untracked_besides: Vec<String>,
    /// Files in a submodule, if the flake does not enable submodules.
    pub in_submodules: Vec<String>,
    /// Files that belong to another repository within this one.
    pub in_own_repositories: Vec<String>,
    /// Local packages, with their folders, that are not there.
    pub absent: Vec<PackagePath>,
    /// Packages, with their files in the lock file that do not exist.
    pub missing_files: Vec<PackagePath>,
    /// Local packages without build files, with their folders.
    pub undescribed: Vec<PackagePath>,
    /// Whether git failed to list untracked files.
    pub is_git_silent: bool,
    /// The Python that `.python-version` pins, if the Nix file of the project names others: that file, and those.
    pub other_pythons: Option<OtherPythons>,
    /// Local packages whose `pyproject.toml` is newer than the lock, with what the lock does not have.
    pub ahead: Vec<Outdated>,
    /// Generated files that are out of date, with the reason.
    pub stale: Vec<Outdated>,
    /// The generated file, if the project does not use uvnix yet.
    pub not_generated: Option<String>,
}

/// A Nix file that names other Pythons than `.python-version`.
#[derive(Debug)]
pub struct OtherPythons {
    /// The Python of `.python-version`.
    pub pinned: Python,
    /// The name of the Nix file.
    pub file: String,
    /// The Pythons that it names.
    pub named: Vec<Python>,
}

/// A package, and the path of one of its files or of its folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackagePath {
    /// The package.
    pub package: String,
    /// The path.
    pub path: String,
}

/// A file or a package that is older than what it is made from.
#[derive(Debug)]
pub struct Outdated {
    /// The file or the package.
    pub subject: String,
    /// How it differs.
    pub reason: String,
}

/// The findings for these observations, sorted. `commands` are those for the lock.
#[must_use]
pub fn examine_surroundings(around: &Surroundings, commands: &Commands) -> Vec<Finding> {
    let mut findings = Vec::new();
    for PackagePath { package, path } in &around.outside {
        let (folder, root) = (spelled_out(path), spelled_out(&around.root));
        let message =
            format!("its folder {folder} is outside of {root}; a flake contains only that");
        let help = "move it into the repository, or use a git source in [tool.uv.sources]";
        findings.push(finding(Check::OutOfReach, package, message, help));
    }
    for file in &around.untracked {
        let message = "a flake ignores untracked files".to_owned();
        findings.push(finding(Check::Untracked, file, message, "run `git add` on these files"));
    }
    for file in &around.ignored {
        let message = "git ignores it, and so does a flake".to_owned();
        let help = "git ignores these files: remove them from .gitignore and run `git add` on them, or run `git add --force`";
        findings.push(finding(Check::Untracked, file, message, help));
    }
    for file in &around.untracked_besides {
        let message = "a flake ignores untracked files".to_owned();
        let help = "run `git add` on the files that a build or a program needs";
        let besides = finding(Check::Untracked, file, message, help);
        findings.push(Finding { level: Level::Note, ..besides });
    }
    for file in &around.in_submodules {
        let message =
            "it is in a git submodule, which a flake does not contain by default".to_owned();
        let help = "write `inputs.self.submodules = true;` in flake.nix (Nix 2.27 or newer), or add `?submodules=1` to the flake reference";
        findings.push(finding(Check::OutOfReach, file, message, help));
    }
    for file in &around.in_own_repositories {
        let message = "it is in a nested git repository, which a flake does not contain";
        let help =
            "remove the nested `.git` (`uv init` may have created it), or make it a submodule";
        findings.push(finding(Check::OutOfReach, file, message.to_owned(), help));
    }
    let of_folders =
        "restore the folder; if it is in a submodule, run `git submodule update --init`";
    let of_files = "restore the file; if the package no longer needs it, lock the project again";
    let missing = around.absent.iter().map(|it| (it, "folder", of_folders));
    let missing = missing.chain(around.missing_files.iter().map(|it| (it, "file", of_files)));
    for (PackagePath { package, path }, kind, help) in missing {
        let message = format!("its {kind} {} does not exist", spelled_out(path));
        findings.push(finding(Check::OutOfReach, package, message, help));
    }
    for PackagePath { package, path } in &around.undescribed {
        let message =
            format!("its folder {} has neither pyproject.toml nor setup.py", spelled_out(path));
        let help = "restore the file; if the package was removed, lock the project again";
        findings.push(finding(Check::OutOfReach, package, message, help));
    }
    if around.is_git_silent {
        let message = "git failed, so untracked files could not be checked";
        let help = "put git on PATH; if git reports dubious ownership of the folder, `git status` shows the fix";
        let silent = finding(Check::NotLookedAt, &around.root, message.to_owned(), help);
        findings.push(Finding { level: Level::Note, ..silent });
    }
    findings.extend(around.other_pythons.as_ref().map(different_pythons));
    findings.extend(generated(around, commands));
    findings.sort();
    findings
}

fn different_pythons(other: &OtherPythons) -> Finding {
    let OtherPythons { pinned, file, named } = other;
    let (pinned, file) = (pinned.version(), spelled_out(file));
    let named = Vec::from_iter(named.iter().map(|python| python.version()));
    let message = format!(
        "uv uses Python {pinned}; Nix uses Python {}, because {file} decides",
        any_of(&named)
    );
    let help = "use the Python of one file in the other; `uv python pin` changes .python-version";
    let different = finding(Check::DifferentPythons, ".python-version", message, help);
    Finding { level: Level::Note, ..different }
}

/// The findings about generated files.
fn generated(around: &Surroundings, commands: &Commands) -> Vec<Finding> {
    let lock2nix = commands.lock2nix();
    let ahead = around.ahead.iter().map(|Outdated { subject, reason }| {
        finding(Check::OutdatedLock, subject, spelled_out(reason), &Ahead::help(&lock2nix))
    });
    let mut findings = Vec::from_iter(ahead);
    for Outdated { subject, reason } in &around.stale {
        let help = format!("run `{lock2nix}`");
        findings.push(finding(Check::Stale, subject, spelled_out(reason), &help));
    }
    if let Some(file) = &around.not_generated {
        let message = "does not exist yet".to_owned();
        let init = commands.init();
        let help =
            format!("run `{init}` to write it and a flake, or `{lock2nix}` to write it alone");
        let new = finding(Check::NotGenerated, file, message, &help);
        findings.push(Finding { level: Level::Note, ..new });
    }
    findings
}

fn finding(check: Check, subject: &str, message: String, help: &str) -> Finding {
    Finding {
        level: Level::Warning,
        check,
        subject: spelled_out(subject),
        environments: None,
        message,
        help: help.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_that_a_flake_does_not_contain_is_reported_with_help() {
        let around = Surroundings {
            root: "/project".to_owned(),
            outside: vec![PackagePath {
                package: "library 1.0".to_owned(),
                path: "../library".to_owned(),
            }],
            untracked: vec!["uv.\u{1b}nix".to_owned()],
            in_submodules: vec!["vendor/pyproject.toml".to_owned()],
            ..Surroundings::default()
        };
        let findings = examine_surroundings(&around, &Commands::default());
        let checks: Vec<_> = findings.iter().map(|finding| finding.check).collect();
        assert_eq!(checks, [Check::Untracked, Check::OutOfReach, Check::OutOfReach]);
        assert_eq!(findings[0].subject, "uv.\\u{1b}nix");
        assert!(findings[1].message.contains("../library"), "{}", findings[1].message);
    }
}
