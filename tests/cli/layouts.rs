//! `uvnix init --no-flake` and `--direnv`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::command::Outcome;
use crate::git::{git, with_git};
use crate::{Workplace, case, text};

fn init(workplace: &Workplace, options: &[&str]) -> Outcome {
    let variables = with_git();
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    let arguments = [&["init", "--offline", "--lookup=none"], options].concat();
    workplace.uvnix_in(".", &Vec::from_iter(variables), &arguments)
}

/// A project that is not built.
fn project(settings: &str) -> Workplace {
    let about = "name = \"app\"\nversion = \"0.1.0\"\n";
    let python = "requires-python = \">=3.12\"\n";
    let source = "source = { virtual = \".\" }\n";
    Workplace::with(&[
        ("pyproject.toml", format!("[project]\n{about}{python}{settings}")),
        ("uv.lock", format!("version = 1\n{python}\n[[package]]\n{about}{source}")),
    ])
}

/// What npins would write, with the stand-in and this repository as the sources.
fn npins(workplace: &Workplace) {
    let repository = env!("CARGO_MANIFEST_DIR");
    let inputs = format!(
        "import {repository}/nix/tests/stand-in/inputs.nix {{
           systems = [ \"x86_64-linux\" ]; argumentsFor = _: {{ }}; uvnix = null; peers = null; }}"
    );
    let nixpkgs = format!("{{ }}: ({inputs}).nixpkgs.legacyPackages.x86_64-linux");
    workplace.write("npins/nixpkgs.nix", nixpkgs);
    workplace.write("npins/pyproject-nix.nix", format!("{{ lib }}: ({inputs}).pyproject-nix"));
    let sources = format!(
        "{{ nixpkgs = ./nixpkgs.nix; pyproject-nix = ./pyproject-nix.nix; uvnix = {repository}; }}"
    );
    workplace.write("npins/default.nix", sources);
}

/// An attribute of a file of the folder.
fn evaluate(workplace: &Workplace, file: &str, attribute: &str) -> String {
    let script = r#"source "$0/store.sh"; exec nix-instantiate --eval --json "$@""#;
    let mut command = Command::new("bash");
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("nix/tests");
    command.args(["-euc", script]).arg(tests).arg(workplace.path(file));
    let output = command.args(["--attr", attribute]).output().expect("bash is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("Nix prints text")
}

#[test]
fn without_a_flake_nix_build_and_nix_shell_have_what_the_flake_has() {
    for backend in ["pyproject.nix", "nixpkgs"] {
        let workplace = project(&format!("[tool.uvnix]\nbackend = '{backend}'\n"));
        npins(&workplace);
        let outcome = init(&workplace, &["--no-flake"]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        assert!(outcome.output.starts_with("Next:\n  nix-shell\n"), "{}", outcome.output);
        assert!(!workplace.path("flake.nix").exists());
        assert!(evaluate(&workplace, "default.nix", "default.drvPath").contains(".drv"));
        assert!(evaluate(&workplace, "shell.nix", "drvPath").contains("shell"));
    }
    let workplace = project("");
    npins(&workplace);
    init(&workplace, &["--no-flake"]);
    let check = evaluate(&workplace, "default.nix", "checks.uvnix-fresh.drvPath");
    assert!(check.contains("uvnix-fresh.drv"), "{check}");
    let again = init(&workplace, &["--no-flake"]);
    assert!(again.report.contains("default.nix: unchanged"), "{}", again.report);
}

#[test]
fn a_default_nix_that_exists_is_kept() {
    let workplace = case("pure");
    workplace.write("default.nix", "{ }\n");
    let outcome = init(&workplace, &["--no-flake"]);
    assert!(outcome.output.starts_with("default.nix exists and was not changed."));
    assert!(outcome.output.contains("mkProject"), "{}", outcome.output);
    assert_eq!(text(&workplace, "default.nix"), "{ }\n");
}

#[test]
fn direnv_starts_the_shell_and_sees_changes_of_the_lock() {
    let workplace = case("pure");
    git(&workplace, ".", &["init"]);
    let outcome = init(&workplace, &["--direnv"]);
    let expected = "Next:\n  git add .\n  direnv allow\n";
    assert_eq!((outcome.code, outcome.output.as_str()), (0, expected), "{}", outcome.report);
    assert_eq!(text(&workplace, ".gitignore"), ".direnv/\n");
    // direnv runs the file with bash and functions of its own.
    let functions =
        "watch_file() { echo \"watched: $*\"; }; use() { echo \"used: $*\"; }; . ./.envrc";
    let mut bash = Command::new("bash");
    bash.args(["-euc", functions]).current_dir(workplace.path("."));
    let output = bash.output().expect("bash is there");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "watched: uv.lock uv.nix\nused: flake\n");
    let again = init(&workplace, &["--direnv"]);
    assert!(again.report.contains(".envrc: unchanged"), "{}", again.report);
}

#[test]
fn an_envrc_that_exists_is_kept() {
    let workplace = case("pure");
    workplace.write(".envrc", "export A=1\n");
    let outcome = init(&workplace, &["--direnv", "--no-flake"]);
    let added = ".envrc exists and was not changed. Add these lines to it:\n\n    watch_file uv.lock uv.nix\n    use nix\n";
    assert!(outcome.output.contains(added), "{}", outcome.output);
    assert_eq!(fs::read_to_string(workplace.path(".envrc")).expect("it is there"), "export A=1\n");
}
