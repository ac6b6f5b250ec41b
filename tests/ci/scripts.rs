//! The scripts of the action, and the check of a flake.

use std::fs;
use std::process::Command;

use crate::action::manifest;
use crate::project::{Project, UVNIX};
use crate::{case, repository, text_of};

#[test]
fn every_input_reaches_the_scripts_by_the_environment_and_no_other_way() {
    let manifest = manifest();
    let step = &manifest["runs"]["steps"][0];
    let inputs = manifest["inputs"].as_object().expect("inputs").keys();
    let passed = inputs.map(|it| (format!("INPUT_{}", it.to_uppercase()), it.clone()));
    let environment = step["env"].as_object().expect("variables");
    assert_eq!(environment.len(), passed.len());
    for (variable, input) in passed {
        assert_eq!(environment[&variable], format!("${{{{ inputs.{input} }}}}"));
    }
    assert!(!step["run"].as_str().expect("a script").contains("${{"));
    for script in case::files(&repository("action")) {
        let text = text_of(&format!("action/{script}"));
        assert!(!text.contains("eval "), "{script} evaluates a text");
    }
}

#[test]
fn shellcheck_finds_nothing_in_the_scripts() {
    let scripts = case::files(&repository("action"));
    let mut shellcheck = Command::new("shellcheck");
    shellcheck.args(["--external-sources", "--source-path=SCRIPTDIR"]).args(&scripts);
    let output = shellcheck.current_dir(repository("action")).output();
    let output = output.unwrap_or_else(|error| panic!("this test needs shellcheck: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// Whether `checkFresh` builds for the projects in a folder, and what Nix says.
fn is_fresh(project: &Project, paths: &str) -> (bool, String) {
    let bin = project.beside("bin");
    if fs::create_dir(&bin).is_ok() {
        std::os::unix::fs::symlink(UVNIX, format!("{bin}/uvnix")).expect("a link can be made");
    }
    let expression = format!(
        "import {} {{ inherit (import {} {{ }}) pkgs; root = {}; paths = {paths};
           uvnix = {{ outPath = \"{}\"; pname = \"uvnix\"; }}; }}",
        repository("nix/check-fresh.nix").display(),
        repository("nix/tests/stand-in").display(),
        project.path("").join(".").display(),
        project.beside("").trim_end_matches('/'),
    );
    let script = r#"source "$0/store.sh"; exec nix-build --no-out-link --expr "$1""#;
    let output = Command::new("bash")
        .args(["-euc", script])
        .arg(repository("nix/tests"))
        .arg(expression)
        .output()
        .expect("bash runs");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn the_check_of_a_flake_fails_where_a_file_is_stale() {
    let project = Project::with_projects_in(&["a", "of ours"]);
    let paths = r#"[ "a" "of ours" ]"#;
    let (builds, log) = is_fresh(&project, paths);
    assert!(builds, "{log}");
    project.bump("of ours");
    let (builds, log) = is_fresh(&project, paths);
    assert!(!builds && log.contains("uv.nix"), "{log}");
    let (builds, log) = is_fresh(&project, r#"[ "a" ]"#);
    assert!(builds, "{log}");
}
