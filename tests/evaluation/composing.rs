//! Overlays of a file together with overlays of others.

use serde_json::json;

use crate::case;
use crate::command::Workplace;
use crate::evaluator::{evaluate, refusal};

/// The case `pure`, with this overlay in the place of its own, which is called `ours`.
fn composed(overlay: &str) -> Workplace {
    let workplace = Workplace::copy_of(&case::folder().join("pure"));
    let text = format!(
        "let workspace = import ./uv.nix; in workspace // {{
           mkPyprojectOverlay = given: final: prev:
             let ours = workspace.mkPyprojectOverlay given; in {overlay}; }}"
    );
    workplace.write("composed.nix", text);
    workplace
}

/// A stdenv that puts a mark on each derivation.
const MARKED: &str = "stdenv = prev.stdenv // {
    mkDerivation = attributes: prev.stdenv.mkDerivation (attributes // { MARK = \"1\"; }); };";

#[test]
fn the_stdenv_of_an_overlay_is_used_before_and_after_ours() {
    let before = format!("let own = {{ {MARKED} }}; in own // ours final (prev // own)");
    let after = format!("let packages = ours final prev; in packages // {{ {MARKED} }}");
    for overlay in [before, after] {
        let workplace = composed(&overlay);
        let mark = evaluate(&workplace.path("composed.nix"), "pythonSet.click.MARK", &[]);
        assert_eq!(mark, Ok(json!("1")), "{overlay}");
    }
}

#[test]
fn the_macos_version_of_the_target_platform_is_checked_as_uv2nix_reads_it() {
    let older = "stdenv = prev.stdenv // {
        targetPlatform = prev.stdenv.targetPlatform // { darwinSdkVersion = \"12.0\"; }; };";
    let before = format!("let own = {{ {older} }}; in own // ours final (prev // own)");
    let after = format!("let packages = ours final prev; in packages // {{ {older} }}");
    for overlay in [before, after] {
        let workplace = composed(&overlay);
        let darwin = [("system", "aarch64-darwin")];
        let message = refusal(&workplace.path("composed.nix"), "venvDrvPath", &darwin);
        let wanted = "may need macOS 14.0, but this package set has macOS 12.0.";
        assert!(message.contains(wanted), "{message}");
        assert!(message.contains("`macos = \"12.0\"` in [tool.uvnix.environments]"), "{message}");
        assert!(message.contains("`uvnix lock2nix --macos 12.0`"), "{message}");
    }
}

#[test]
fn the_overlay_of_editable_packages_may_come_before_that_of_the_packages() {
    let early =
        "let editable = workspace.mkEditablePyprojectOverlay { root = \"$ROOT\"; } final prev; in
                 editable // ours final (prev // editable)";
    let root = evaluate(&composed(early).path("composed.nix"), "pythonSet.app.EDITABLE_ROOT", &[]);
    assert_eq!(root, Ok(json!("$ROOT")));
}

#[test]
fn the_editable_root_may_be_a_path_outside_of_the_store() {
    let path = "let packages = ours final prev; in
                packages // workspace.mkEditablePyprojectOverlay { root = ./src; } final (prev // packages)";
    let workplace = composed(path);
    let root = evaluate(&workplace.path("composed.nix"), "pythonSet.app.EDITABLE_ROOT", &[]);
    assert_eq!(root, Ok(json!(workplace.path("src"))));
}
