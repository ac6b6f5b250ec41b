//! Paths that lead to no lock, and `--project`.

use insta::assert_snapshot;

use crate::{Workplace, case, report};

#[test]
fn a_mistyped_path_is_answered_with_the_one_that_is_there() {
    let workplace = Workplace::with(&[("services/api/uv.lock", ""), ("services/web/uv.lock", "")]);
    assert_snapshot!(report(&workplace.lock2nix(&["services/apy"])), @"
    exit code 1
    uvnix::input::no_path

      × there is neither a file nor a folder services/apy
      help: did you mean `services/api`?
    ");
}

#[test]
fn a_file_of_the_project_stands_for_it_and_another_file_for_nothing() {
    let workplace = case("pure");
    assert_eq!(workplace.lock2nix(&["--check", "pyproject.toml"]).code, 0);
    let outcome = workplace.lock2nix(&["uv.nix"]);
    assert!(outcome.report.contains("there is no lock at uv.nix"), "{}", outcome.report);
}

#[test]
fn a_folder_of_scripts_is_asked_which_lock_is_meant() {
    let files = ["a.py", "a.py.lock", "b.py", "b.py.lock", "flake.lock"].map(|name| (name, ""));
    let workplace = Workplace::with(&files);
    assert_snapshot!(report(&workplace.lock2nix(&[])), @"
    exit code 1
    uvnix::input::which_lock

      × there is no uv.lock in ., but a.py.lock, b.py.lock
      help: name the lock that is meant, or several; `uv lock` makes that of a
            project
    ");
}

#[test]
fn a_member_of_a_workspace_is_sent_to_the_lock_above() {
    assert_snapshot!(report(&case("workspace").lock2nix(&["core"])), @"
    exit code 1
    uvnix::input::lock_above

      × there is no lock at core/uv.lock, but one above it
      help: a workspace has one lock for all its members: name uv.lock
    ");
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
    assert_snapshot!(report(&outcome), @"
    exit code 1
    uvnix::project::no_folder

      × the folder of the project, nowhere, cannot be entered: No such file or
      │ directory (os error 2)
      help: name another folder with `--project` or in UVNIX_PROJECT
    ");
}
