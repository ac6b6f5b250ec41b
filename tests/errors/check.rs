//! `--check`, and what is said of several locks.

use insta::assert_snapshot;

use crate::command::Workplace;
use crate::project;

fn lock(version: &str) -> String {
    project(&format!(
        "version = \"{version}\"\nsource = {{ registry = \"https://pypi.example/simple\" }}"
    ))
}

fn generated() -> Workplace {
    let workplace = Workplace::with(&[("uv.lock", lock("1.0"))]);
    let outcome = workplace.lock2nix(&[]);
    assert_eq!(outcome.report, "uv.nix: written (2 packages, 12 environments)\n");
    workplace
}

#[test]
fn what_is_up_to_date_is_said_to_be_and_left_alone() {
    let workplace = generated();
    let before = workplace.contents();
    let outcome = workplace.lock2nix(&["--check"]);
    assert_eq!((outcome.code, outcome.output.as_str()), (0, ""));
    assert_snapshot!(outcome.report, @"uv.nix: up to date (2 packages, 12 environments)");
    let outcome = workplace.lock2nix(&[]);
    assert_eq!(outcome.report, "uv.nix: up to date (2 packages, 12 environments)\n");
    assert_eq!(workplace.lock2nix(&["--quiet"]).report, "");
    assert_eq!(workplace.contents(), before);
}

#[test]
fn what_would_change_is_shown_and_nothing_is_written() {
    let workplace = generated();
    workplace.write("uv.lock", lock("2.0"));
    let before = workplace.contents();
    let outcome = workplace.lock2nix(&["--check"]);
    assert_eq!((outcome.code, outcome.report.as_str()), (1, ""));
    let changes = outcome.output.lines().filter(|line| !line.contains("lockHash"));
    let changes = changes.map(|line| if line.starts_with("@@") { "@@" } else { line });
    assert_snapshot!(Vec::from_iter(changes).join("\n"), @r#"
    uv.nix is not up to date: run `uvnix lock2nix`
      the lock file has changed: needed 1.0 → 2.0
    --- uv.nix
    +++ uv.nix
    @@
         root = ./.;
         lockFile = "uv.lock";
         requires-python = ">=3.12";
         specifiers = [
    @@
           };
           needed = {
    -        version = "1.0";
    +        version = "2.0";
             rejected = [ ];
           };
    "#);
    assert_eq!(workplace.contents(), before);
}

#[test]
fn a_file_that_was_never_made_is_not_up_to_date() {
    let workplace = Workplace::with(&[("uv.lock", lock("1.0"))]);
    let outcome = workplace.lock2nix(&["--check"]);
    assert_eq!(outcome.code, 1);
    assert_snapshot!(outcome.output, @"uv.nix does not exist: run `uvnix lock2nix`");
}

#[test]
fn the_command_that_helps_is_the_one_for_what_was_asked_about() {
    let workplace = Workplace::with(&[("of ours/uv.lock", lock("1.0"))]);
    let told = |arguments: &[&str]| workplace.lock2nix(&[&["--check"], arguments].concat()).output;
    let nothing = "of ours/uv.nix does not exist: run `uvnix lock2nix 'of ours'`";
    assert_eq!(told(&["of ours"]), format!("{nothing}\n"));
    let options = ["--python=3.13", "of ours"];
    let nothing = "of ours/uv.nix does not exist: run `uvnix lock2nix 'of ours' --python 3.13`";
    assert_eq!(told(&options), format!("{nothing}\n"));
    let options = ["--lookup=none", "of ours"];
    let nothing = "of ours/uv.nix does not exist: run `uvnix lock2nix 'of ours'`";
    assert_eq!(told(&options), format!("{nothing} with the same options\n"));
}

#[test]
fn a_file_of_somebody_else_is_told_and_moves_no_cursor() {
    let workplace = generated();
    let told_with = |code: i32, text: &str| {
        workplace.write("uv.nix", text);
        let outcome = workplace.lock2nix(&["--check"]);
        assert_eq!(outcome.code, code, "{}", outcome.report);
        outcome.output
    };
    let told = |text: &str| told_with(1, text);
    let text = String::from_utf8(workplace.contents()["uv.nix"].clone()).expect("a text");
    let hostile = told_with(3, &format!("{text}\u{1b}]0;pwned\u{7}\n"));
    assert!(hostile.contains("-\\u{1b}]0;pwned\\u{7}\n"), "{hostile}");
    assert_eq!(
        told("{ }\n").lines().next(),
        Some(
            "uv.nix was not written by uvnix: move it away or overwrite it with `--force`, and run `uvnix lock2nix`"
        )
    );
    let windows = told(&text.replace('\n', "\r\n"));
    assert!(windows.contains("has CRLF line endings") && windows.lines().count() == 1, "{windows}");
    assert!(told(&format!("<<<<<<< HEAD\n{text}=======\n")).contains("is not up to date"));
    assert_eq!(workplace.lock2nix(&[]).code, 0);
}

#[test]
fn a_long_difference_is_cut() {
    let workplace = generated();
    let text = String::from_utf8(workplace.contents()["uv.nix"].clone()).expect("a text");
    let (heading, _) = text.split_once('\n').expect("it has lines");
    workplace.write("uv.nix", format!("{heading}\n"));
    let outcome = workplace.lock2nix(&["--check"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.output.lines().count() < 70, "{}", outcome.output);
    assert!(outcome.output.contains("more lines"), "{}", outcome.output);
}

#[test]
fn several_locks_are_summed_up_and_the_worst_counts() {
    let workplace = Workplace::with(&[
        ("a/uv.lock", lock("1.0")),
        ("b/uv.lock", lock("1.0")),
        ("c/uv.lock", "version = 2".to_owned()),
    ]);
    assert_eq!(workplace.lock2nix(&["a", "b"]).code, 0);
    workplace.write("b/uv.lock", lock("2.0"));
    let outcome = workplace.lock2nix(&["--check", "a", "b"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.report.ends_with("2 locks: 1 up to date, 1 not up to date\n"));
    let outcome = workplace.lock2nix(&["--check", "a", "b", "c"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.report.ends_with("3 locks: 1 up to date, 1 not up to date, 1 failed\n"));
    let outcome = workplace.lock2nix(&["a", "b", "c"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.report.ends_with("3 locks: 1 up to date, 1 written, 1 failed\n"));
}
