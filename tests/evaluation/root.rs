//! A file whose lock is in another repository: its functions take the place of the lock.

use std::fs;

use serde_json::json;

use crate::case;
use crate::command::Workplace;
use crate::evaluator::{evaluate, evaluate_nixpkgs, refusal};

/// A git repository `ours` with the file of a case in the repository `theirs`.
fn elsewhere(case: &str, options: &[&str]) -> Workplace {
    let workplace = Workplace::with(&[("ours/.git/HEAD", ""), ("theirs/.git/HEAD", "")]);
    for name in case::files(&case::folder().join(case)) {
        let content =
            fs::read(case::folder().join(case).join(&name)).expect("the file can be read");
        workplace.write(&format!("theirs/{name}"), content);
    }
    let arguments = ["theirs", "-o", "ours/theirs.nix", "--lookup", "none"];
    let outcome = workplace.lock2nix(&[&arguments, options].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let report = outcome.report.replace("\n        ", " ");
    assert!(
        report.contains("theirs/uv.lock is in another repository: pass its source as `root`"),
        "{report}"
    );
    workplace
}

/// `ours/called.nix`: the file, with this as the root of the overlay.
fn called(workplace: &Workplace, root: &str) -> std::path::PathBuf {
    let text = format!(
        "let workspace = import ./theirs.nix; in workspace // {{
           mkPyprojectOverlay = given: workspace.mkPyprojectOverlay (given // {{ root = {root}; }});
           mkPackageOverrides = given: workspace.mkPackageOverrides (given // {{ root = {root}; }}); }}"
    );
    workplace.write("ours/called.nix", text);
    workplace.path("ours/called.nix")
}

#[test]
fn a_lock_of_another_repository_is_asked_for() {
    let workplace = elsewhere("pure", &[]);
    let message = refusal(&workplace.path("ours/theirs.nix"), "venvDrvPath", &[]);
    assert!(
        message.contains("for the uv.lock of another repository: pass its source"),
        "{message}"
    );
    assert!(message.contains("`mkPyprojectOverlay { root = src; }`"), "{message}");
}

#[test]
fn the_root_may_be_a_path_a_string_or_what_a_fetcher_gives() {
    let workplace = elsewhere("pure", &[]);
    for root in ["../theirs", "toString ../theirs", "{ outPath = toString ../theirs; }"] {
        let file = called(&workplace, root);
        let environment = evaluate(&file, "venvDrvPath", &[]);
        assert!(environment.is_ok(), "{root}: {environment:?}");
        let source = evaluate(&file, "pythonSet.app.src.url", &[]);
        assert_eq!(source, Ok(json!(workplace.path("theirs"))), "{root}");
        let editable = [("editableRoot", "$REPO_ROOT")];
        let root = evaluate(&file, "pythonSet.app.EDITABLE_ROOT", &editable);
        assert_eq!(root, Ok(json!("$REPO_ROOT")));
    }
}

#[test]
fn a_root_with_another_lock_is_refused() {
    let workplace = elsewhere("pure", &[]);
    let lock = fs::read_to_string(workplace.path("theirs/uv.lock")).expect("there is a lock");
    workplace.write("theirs/uv.lock", lock + "\n");
    let message = refusal(&called(&workplace, "../theirs"), "venvDrvPath", &[]);
    assert!(message.contains("uv.lock changed after it was generated"), "{message}");
}

#[test]
fn the_file_for_nixpkgs_takes_a_root_too() {
    let workplace = elsewhere("pure", &["--backend", "nixpkgs"]);
    let message = evaluate_nixpkgs(&workplace.path("ours/theirs.nix"), "versions", &[]);
    let message = message.expect_err("it is refused");
    assert!(message.contains("`mkPackageOverrides { root = src; }`"), "{message}");
    let versions = evaluate_nixpkgs(&called(&workplace, "../theirs"), "versions", &[]);
    assert!(versions.is_ok(), "{versions:?}");
}

#[test]
fn a_script_takes_a_root() {
    let workplace = Workplace::copy_of(&case::folder().join("script"));
    let text = fs::read_to_string(workplace.path("tool.py.nix")).expect("there is a file");
    workplace.write("ours/tool.py.nix", text.replace("    root = ./.;\n", ""));
    let called = "let script = import ./tool.py.nix; in script // {
        mkOverlay = given: script.mkOverlay (given // { root = ../.; });
        rendered = script.renderScript { venv = \"/env\"; root = ../.; }; }";
    workplace.write("ours/called.nix", called);
    let called = workplace.path("ours/called.nix");
    let python = [("python", "3.13")];
    let environment = evaluate(&called, "venvDrvPath", &python);
    assert!(environment.is_ok(), "{environment:?}");
    let rendered = evaluate(&called, "workspace.rendered", &python).expect("it is rendered");
    assert!(rendered.as_str().is_some_and(|text| text.starts_with("#!/env/bin/python\n")));
}
