//! Pull requests that try to command the runner.

use crate::action::{Outcome, run};
use crate::github::GitHub;
use crate::project::{Project, UVNIX};
use crate::pull_request::{comment_with, push};

/// Runs a mode with this program for the branch that is checked out.
fn run_mode(mode: &str, project: &Project, program: &str) -> Outcome {
    let inputs = [("uvnix", program), ("paths", "services/*")];
    if mode == "comment" {
        push(project);
        return comment_with(project, &GitHub::with_comments(&[]), "owner/project", &inputs);
    }
    run(&project.path(""), &[&inputs[..], &[("mode", mode)]].concat(), &[])
}

/// A project in this folder, whose branch `change` has another lock than `main`.
fn changed(folder: &str) -> Project {
    let project = Project::with_projects_in(&[folder]);
    project.git(&["checkout", "--quiet", "-b", "change"]);
    project.bump(folder);
    project.commit("Change");
    project
}

/// That this is in the log, and that the runner obeys nothing but errors of the action itself.
fn assert_unobeyed(hostile: &str, mode: &str, outcome: &Outcome) {
    assert!(outcome.log.contains(hostile), "{mode} says nothing: {}", outcome.log);
    for line in outcome.obeyed() {
        assert!(line.starts_with("::error title=uvnix::"), "{mode}: {line}\n{}", outcome.log);
    }
}

#[test]
fn a_lock_cannot_command_the_runner() {
    for mode in ["check", "regenerate", "comment"] {
        let project = changed("services/a");
        let lock = project.read("services/a/uv.lock");
        let lock = lock.replacen("version = 1", "version = \"##[error]pwned\"", 1);
        project.write("services/a/uv.lock", &lock);
        project.commit("Attack");
        let outcome = run_mode(mode, &project, UVNIX);
        assert_ne!(outcome.code, 0, "{mode}: {}", outcome.log);
        assert_unobeyed("version = \"##[error]pwned\"", mode, &outcome);
    }
}

#[test]
fn names_of_files_cannot_command_the_runner() {
    for (folder, hostile) in [
        ("services/##[error]pwned", "##[error]pwned"),
        ("services/a\n::error::pwned", "\n::error::pwned"),
    ] {
        let project = changed(folder);
        assert_unobeyed(hostile, "check", &run_mode("check", &project, UVNIX));
        let outcome = run_mode("regenerate", &project, UVNIX);
        assert_unobeyed(hostile, "regenerate", &outcome);
        // What git says was committed.
        let last = outcome.log.split_once("Pushed ").expect("it is pushed").1;
        assert!(last.contains("::error::pwned") || last.contains("##[error]pwned"), "{last}");
        let program = project.program("uvnix", "echo \"$*\" >&2");
        assert_unobeyed(hostile, "comment", &run_mode("comment", &project, &program));
    }
}

#[test]
fn what_a_program_reports_is_no_more_obeyed_than_what_it_prints() {
    for mode in ["check", "regenerate", "comment"] {
        let project = changed("services/a");
        let program = project.program("uvnix", "echo 'a ##[add-mask]b' >&2; exit 3");
        let outcome = run_mode(mode, &project, &program);
        assert_eq!(outcome.code, 3, "{mode}: {}", outcome.log);
        assert_unobeyed("a ##[add-mask]b", mode, &outcome);
    }
}
