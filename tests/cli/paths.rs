//! Paths that lead to no lock, and `--project`.

use insta::assert_snapshot;

use crate::{Workplace, case, report};

#[test]
fn a_mistyped_path_is_answered_with_the_one_that_is_there() {
    let workplace = Workplace::with(&[("services/api/uv.lock", ""), ("services/web/uv.lock", "")]);
    assert_snapshot!(report(&workplace.lock2nix(&["services/apy"])), @"
    exit code 1
    uvnix::input::no_path

      × services/apy does not exist
      help: did you mean `services/api`?
    ");
}

#[test]
fn a_pyproject_toml_stands_for_its_lock() {
    let workplace = case("pure");
    assert_eq!(workplace.lock2nix(&["--check", "pyproject.toml"]).code, 0);
}

#[test]
fn a_file_that_is_not_a_lock_is_refused_and_a_generated_one_names_its_lock() {
    let workplace = case("pure");
    assert_eq!(
        workplace.lock2nix(&["./uv.nix"]).error(),
        [
            "uvnix::input::not_a_lock",
            "uv.nix is not a lock file",
            "uvnix generates this file from a lock file: pass uv.lock"
        ]
    );
    workplace.write("other.nix", "{ }\n");
    assert_eq!(
        workplace.lock2nix(&["other.nix"]).error(),
        [
            "uvnix::input::not_a_lock",
            "other.nix is not a lock file",
            "pass a project folder, its uv.lock, or the lock file of a script"
        ]
    );
}

#[test]
fn a_folder_of_scripts_is_asked_which_lock_is_meant() {
    let files = ["a.py", "a.py.lock", "b.py", "b.py.lock", "flake.lock"].map(|name| (name, ""));
    let workplace = Workplace::with(&files);
    assert_eq!(
        workplace.lock2nix(&[]).error(),
        [
            "uvnix::input::which_lock",
            "there is no uv.lock in .; it has these lock files of scripts: a.py.lock, b.py.lock",
            "pass one or several of them; `uv lock` creates the lock file of a project"
        ]
    );
}

#[test]
fn a_member_of_a_workspace_is_sent_to_the_lock_above() {
    assert_eq!(
        case("workspace").lock2nix(&["core"]).error(),
        [
            "uvnix::input::lock_above",
            "the lock file core/uv.lock does not exist",
            "the folder is a member of a workspace, which has one lock file: pass uv.lock"
        ]
    );
}

#[test]
fn a_command_is_run_as_if_in_another_folder() {
    let workplace = case("parent-folder");
    let from_there = workplace.uvnix("C.UTF-8", &["tree", "--project", "application"]);
    let before = workplace.uvnix("C.UTF-8", &["--project=application", "tree"]);
    let by_name = workplace.uvnix("C.UTF-8", &["tree", "application"]);
    assert_eq!((from_there.code, &from_there.output), (0, &by_name.output));
    assert_eq!(before.output, by_name.output);
    let variable = [("UVNIX_PROJECT", "application")];
    assert_eq!(workplace.uvnix_in(".", &variable, &["tree"]).output, by_name.output);
}

#[test]
fn a_variable_that_is_set_to_nothing_is_not_set() {
    let variables = [("UVNIX_PROJECT", ""), ("UVNIX_MIRRORS", ""), ("UVNIX_OFFLINE", "")];
    let outcome = case("pure").uvnix_in(".", &variables, &["lock2nix", "--check"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let elsewhere = [("UVNIX_PROJECT", "nowhere")];
    assert_eq!(case("pure").uvnix_in(".", &elsewhere, &["completions", "bash"]).code, 0);
}

#[test]
fn a_name_that_a_terminal_would_obey_is_spelled_out() {
    let outcome = Workplace::with::<&str>(&[]).lock2nix(&["a\u{1b}[31mb"]);
    assert!(!outcome.report.contains('\u{1b}'), "{}", outcome.report);
    assert!(outcome.report.contains("a\\u{1b}[31mb"), "{}", outcome.report);
}

#[test]
fn a_project_that_is_not_there_is_named() {
    let workplace = Workplace::with(&[("uv.lock", "")]);
    let outcome = workplace.uvnix("C.UTF-8", &["--project", "nowhere", "tree"]);
    assert_eq!(
        outcome.error(),
        [
            "uvnix::project::no_folder",
            "cannot change to the project folder nowhere: No such file or directory (os error 2)",
            "set another folder with `--project` or UVNIX_PROJECT"
        ]
    );
}
