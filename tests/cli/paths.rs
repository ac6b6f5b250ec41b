//! Paths that lead to no lock, and `--project`.

use insta::assert_snapshot;

use crate::git::{git, with_git};
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
            "uv.nix is not a lock file of uv or a pylock.toml",
            "uvnix generates this file from a lock file: pass uv.lock"
        ]
    );
    workplace.write("other.nix", "{ }\n");
    assert_eq!(
        workplace.lock2nix(&["other.nix"]).error(),
        [
            "uvnix::input::not_a_lock",
            "other.nix is not a lock file of uv or a pylock.toml",
            "pass a project folder, its uv.lock, a pylock.toml, or the lock file of a script"
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
fn each_command_finds_the_lock_of_the_project_that_a_folder_is_in() {
    let workplace = case("workspace");
    workplace.write("core/src/core/__init__.py", "");
    let at_the_top = |arguments: &[&str]| workplace.uvnix("C.UTF-8", arguments).output;
    let commands: [&[&str]; 5] = [
        &["tree"],
        &["why", "shop-core"],
        &["explain", "shop-core"],
        &["doctor"],
        &["lock2nix", "--check"],
    ];
    for command in commands {
        let expected = at_the_top(command);
        for folder in ["core", "core/src/core"] {
            let outcome = workplace.uvnix_in(folder, &[], command);
            assert_eq!(outcome.code, 0, "{command:?} in {folder}: {}", outcome.report);
            let output = outcome.output.replace("../", "").replace("src/uv", "uv");
            assert_eq!(output, expected, "{command:?} in {folder}");
        }
    }
    assert!(workplace.lock2nix(&["core"]).report.starts_with("uv.nix: "));
    assert!(!workplace.path("core/uv.nix").exists());
}

#[test]
fn a_difference_to_a_revision_is_that_of_the_project_that_a_folder_is_in() {
    let workplace = case("workspace");
    for arguments in [&["init"][..], &["add", "."], &["commit", "--message=x"]] {
        git(&workplace, ".", arguments);
    }
    let variables = with_git();
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    let variables = Vec::from_iter(variables);
    let at_the_top = workplace.uvnix_in(".", &variables, &["diff", "HEAD"]);
    assert_eq!(at_the_top.code, 0, "{}", at_the_top.report);
    let in_a_member = workplace.uvnix_in("core", &variables, &["diff", "HEAD"]);
    assert_eq!((in_a_member.code, in_a_member.output), (0, at_the_top.output));
}

#[test]
fn a_project_that_the_lock_above_leaves_out_has_no_lock() {
    let workplace = case("workspace");
    workplace.write("stranger/pyproject.toml", "project.name = 'stranger'");
    let [code, message, _] = workplace.lock2nix(&["stranger"]).error();
    assert_eq!(code, "uvnix::input::no_lock");
    assert_eq!(message, "the lock file stranger/uv.lock does not exist");
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
