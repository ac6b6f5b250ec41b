//! Builds in a package set without build systems, and overrides that add tools to a build.

use serde_json::{Value, json};

use crate::command::Workplace;
use crate::evaluator::{evaluate, refusal};

const PYPROJECT: &str = "\
[project]
name = 'app'
[build-system]
requires = ['setuptools']
";

const LOCK: &str = "\
version = 1
requires-python = '>=3.12'
[[package]]
name = 'app'
version = '1'
source = { editable = '.' }
";

/// What uv answers to each question.
const PYLOCK: &str = "\
lock-version = '1.0'
[[packages]]
name = 'cython'
version = '3.1'
wheels = [{ url = 'https://files.example/cython-3.1-py3-none-any.whl', hashes = { sha256 = 'H' } }]
[[packages]]
name = 'setuptools'
version = '80.9.0'
wheels = [{ url = 'https://files.example/setuptools-80.9.0-py3-none-any.whl', hashes = { sha256 = 'H' } }]
";

const WITHOUT: (&str, &str) = ("buildSystems", "none");

/// A project that was generated with or without locked build requirements.
fn generated(is_locked: bool) -> Workplace {
    let pylock = PYLOCK.replace("'H'", &format!("'{}'", "1".repeat(64)));
    let files = [("pyproject.toml", PYPROJECT), ("uv.lock", LOCK), ("pylock.toml", &pylock)];
    let workplace = Workplace::with(&files);
    let option = format!("--lock-build-systems={is_locked}");
    let outcome = workplace.lock2nix_with(&[("UVNIX_UV", &workplace.uv())], &[&option]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    workplace
}

/// What `app` is built with, where an overlay adds tools with `resolveBuildSystem`.
fn tools_with(workplace: &Workplace, tools: &str, set: &[(&str, &str)]) -> Result<Value, String> {
    let overlay = format!(
        "final: prev: {{ app = prev.app.overrideAttrs (old: {{ nativeBuildInputs = \
           old.nativeBuildInputs ++ final.resolveBuildSystem {{ {tools} = [ ]; }}; }}); }}"
    );
    workplace.write("overlay.nix", overlay);
    let overlay = workplace.path("overlay.nix");
    let overlay = [("extraOverlay", overlay.to_str().expect("a path of a test is text"))];
    let arguments = [set, &overlay].concat();
    evaluate(&workplace.path("uv.nix"), "packages.app.nativeBuildInputs", &arguments)
}

#[test]
fn a_locked_project_needs_no_build_systems_in_the_set() {
    let workplace = generated(true);
    for editable in [&[][..], &[("editableRoot", "$REPO_ROOT")]] {
        let arguments = [editable, &[WITHOUT]].concat();
        let environment = evaluate(&workplace.path("uv.nix"), "venvDrvPath", &arguments);
        assert!(environment.is_ok(), "{environment:?}");
    }
}

#[test]
fn overrides_take_tools_from_the_set_or_else_from_what_is_locked() {
    let workplace = generated(true);
    let locked = ["pyproject-hook", "cython-3.1", "setuptools-80.9.0"];
    let of_set = tools_with(&workplace, "cython", &[]);
    assert_eq!(of_set, Ok(json!([&locked[..], &["cython-0"]].concat())));
    let without = tools_with(&workplace, "cython", &[WITHOUT]);
    assert_eq!(without, Ok(json!([&locked[..], &locked[1..]].concat())));
    let refusal = tools_with(&workplace, "meson", &[WITHOUT]).expect_err("nobody has it");
    for told in ["neither this package set nor a build of uv.nix has meson", "uvnix lock2nix"] {
        assert!(refusal.contains(told), "{refusal}");
    }
}

#[test]
fn what_is_not_locked_is_named_with_the_command_that_locks_it() {
    let workplace = generated(false);
    let uv_nix = workplace.path("uv.nix");
    evaluate(&uv_nix, "venvDrvPath", &[]).expect("the set has setuptools");
    let versions = evaluate(&uv_nix, "versions", &[WITHOUT]);
    assert_eq!(versions, Ok(json!({ "app": "1" })));
    let refusal = refusal(&uv_nix, "venvDrvPath", &[WITHOUT]);
    for told in ["app needs setuptools to build", "run `uvnix lock2nix` with uv on PATH"] {
        assert!(refusal.contains(told), "{refusal}");
    }
}
