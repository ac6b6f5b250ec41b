//! Why `lock2nix --check` does not accept a file.

use insta::assert_snapshot;
use serde_json::Value;

use super::{case, text};
use crate::command::{Outcome, Workplace};

fn check(workplace: &Workplace) -> Outcome {
    workplace.lock2nix(&["--check"])
}

/// The exit code, and what is printed before the diff.
fn reason(workplace: &Workplace) -> String {
    let outcome = check(workplace);
    let (reason, _) = outcome.output.split_once("--- ").unwrap_or((&outcome.output, ""));
    format!("exit code {}\n{}{reason}", outcome.code, outcome.report)
}

/// Replaces a text in a file that has it.
fn replace(workplace: &Workplace, file: &str, from: &str, to: &str) {
    let old = text(workplace, file);
    assert!(old.contains(from), "{file} has no {from}");
    workplace.write(file, old.replacen(from, to, 1));
}

fn generated() -> Workplace {
    let workplace = case("pure");
    assert_eq!(workplace.lock2nix(&[]).code, 0);
    workplace
}

#[test]
fn a_changed_lock_names_the_packages() {
    let workplace = generated();
    let lock = text(&workplace, "uv.lock");
    workplace.write("uv.lock", lock.replace("8.1.7", "8.1.8"));
    assert_snapshot!(reason(&workplace), @r#"
    exit code 1
    uv.nix is not up to date: run `uvnix lock2nix`
      the lock file has changed: click 8.1.7 → 8.1.8
    "#);
}

#[test]
fn a_file_of_another_version_says_which_and_whether_the_data_differs() {
    let workplace = generated();
    let this = format!("uvnix {} from", env!("CARGO_PKG_VERSION"));
    replace(&workplace, "uv.nix", &this, "uvnix 0.0.9 from");
    assert_snapshot!(reason(&workplace), @r#"
    exit code 1
    uv.nix is not up to date: run `uvnix lock2nix`
      it was written by uvnix 0.0.9, and this is 0.1.0: only its header differs
    "#);
    replace(&workplace, "uv.nix", "\nin\nproject\n", "\nin\n(project)\n");
    assert_snapshot!(reason(&workplace), @r#"
    exit code 1
    uv.nix is not up to date: run `uvnix lock2nix`
      it was written by uvnix 0.0.9, and this is 0.1.0: only its functions differ, and not the data
    "#);
}

#[test]
fn changed_settings_are_named() {
    let workplace = generated();
    let project = text(&workplace, "pyproject.toml");
    workplace
        .write("pyproject.toml", project + "\n[tool.uvnix.environments]\npython = [\"3.13\"]\n");
    assert_snapshot!(reason(&workplace), @r#"
    exit code 1
    uv.nix is not up to date: run `uvnix lock2nix`
      settings or build files have changed:
        environments: [ "cp312-aarch64-darwin" "cp312-aarch64-linux" "cp312-x86_64-linux" "cp313-aarch64-darwin" "cp313-aarch64-linux" "cp313-x86_64-linux" "cp314-aarch64-darwin" "cp… → [ "cp313-aarch64-darwin" "cp313-aarch64-linux" "cp313-x86_64-linux" ]
    "#);
}

#[test]
fn other_options_are_named() {
    let workplace = generated();
    let outcome = workplace.lock2nix(&["--check", "--glibc", "2.34"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.output.contains("it was made by another command: uvnix lock2nix\n"),
        "{}",
        outcome.output
    );
}

#[test]
fn an_edited_address_is_the_loudest() {
    let workplace = generated();
    replace(&workplace, "uv.nix", "https://files.example/", "https://evil.example/");
    assert_snapshot!(reason(&workplace), @r#"
    exit code 3
    uv.nix was edited by hand or tampered with: find out who did it; to restore it, run `uvnix lock2nix`
      packages.click.wheel.url is "https://evil.example/click-8.1.7-py3-none-any.whl", and must be "https://files.example/click-8.1.7-py3-none-any.whl"
    "#);
    assert_eq!(workplace.lock2nix(&["--check", "--quiet"]).code, 3);
}

#[test]
fn whatever_is_edited_with_the_same_locks_is_found() {
    for (from, to) in [
        ("version = \"", "version = \"9"),
        ("hash = \"sha256:", "hash = \"sha256:0"),
        ("\nin\nproject\n", "\nin\n(project)\n"),
        ("    glibc = \"2.40\";\n", "    glibc = \"2.40\";\n    extra = true;\n"),
    ] {
        let workplace = generated();
        replace(&workplace, "uv.nix", from, to);
        assert_eq!(check(&workplace).code, 3, "{from} → {to}");
    }
}

#[test]
fn programs_get_the_reason_and_the_attributes() {
    let workplace = generated();
    replace(&workplace, "uv.nix", "https://files.example/", "https://evil.example/");
    let outcome = workplace.lock2nix(&["--check", "--format", "json"]);
    let answer: Value = serde_json::from_str(&outcome.output).expect("it is JSON");
    let lock = &answer["locks"][0];
    assert_eq!((outcome.code, &lock["reason"]), (3, &Value::from("edited")));
    assert_eq!((&lock["lock"], &lock["file"]), (&Value::from("uv.lock"), &Value::from("uv.nix")));
    let change = &lock["changes"][0];
    assert!(change["attribute"].as_str().is_some_and(|name| name.ends_with("url")), "{change}");
    assert!(change["old"].as_str().is_some_and(|url| url.contains("evil.example")), "{change}");
    assert!(change["new"].as_str().is_some_and(|url| url.contains("files.example")), "{change}");

    assert_eq!(workplace.lock2nix(&[]).code, 0);
    let outcome = workplace.lock2nix(&["--check", "--format", "json"]);
    let answer: Value = serde_json::from_str(&outcome.output).expect("it is JSON");
    assert_eq!((outcome.code, &answer["locks"][0]["is_up_to_date"]), (0, &Value::Bool(true)));
}

#[test]
fn a_lock_that_needs_other_functions_is_not_an_edit() {
    let workplace = generated();
    for name in ["uv.lock", "pyproject.toml"] {
        workplace.write(name, text(&case("hashes"), name));
    }
    let outcome = workplace.lock2nix(&["--check", "--format", "json"]);
    let answer: Value = serde_json::from_str(&outcome.output).expect("it is JSON");
    let lock = &answer["locks"][0];
    assert_eq!((outcome.code, &lock["reason"]), (1, &Value::from("lock-changed")));
    assert_eq!(lock["has_other_functions"], Value::Bool(true));
}

#[test]
fn a_merge_that_is_not_finished_is_named() {
    let workplace = generated();
    replace(&workplace, "uv.nix", "let\n", "<<<<<<< HEAD\nlet\n=======\nlet\n>>>>>>> other\n");
    assert_snapshot!(reason(&workplace), @r#"
    exit code 1
    uv.nix is not up to date: run `uvnix lock2nix`
      it has the conflict markers of a merge
    "#);
}
