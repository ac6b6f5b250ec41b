//! A project that another tool locks with a `pylock.toml`.

use std::process::Command;

use crate::command::Workplace;
use crate::{outcome, repository, run};

const LOCK: &str = "lock-version = '1.0'
created-by = 'pdm'
default-groups = ['default']
[[packages]]
name = 'click'
version = '8.1.7'
marker = \"'default' in dependency_groups\"
wheels = [{ url = 'https://files.example/click-8.1.7-py3-none-any.whl', hashes = { sha256 = 'HASH' } }]
";

const FLAKE: &str = r#"{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.uvnix.url = "github:uvnix/uvnix";
  inputs.uvnix.inputs.nixpkgs.follows = "nixpkgs";
  outputs = { nixpkgs, uvnix, ... }:
    let
      project = uvnix.lib.mkProject {
        pkgs = nixpkgs.legacyPackages.x86_64-linux;
        root = ./.;
        lock = "pylock.toml";
      };
      default = project.mkVirtualEnv "pylock-env" project.workspace.deps.default;
    in
    {
      hasDefaultGroups = project.packages.default.drvPath == default.drvPath;
      unknown = (project.mkVirtualEnv "other" { absent = [ ]; }).drvPath;
      inherit (project.devShell) shellHook;
      check = project.checks.uvnix-fresh.buildCommand;
    };
}
"#;

/// A project whose `pylock.nix` is up to date.
fn project() -> Workplace {
    let lock = LOCK.replace("HASH", &"0".repeat(64));
    let workplace = Workplace::with(&[("pylock.toml", lock.as_str()), ("flake.nix", FLAKE)]);
    let outcome = workplace.lock2nix(&["pylock.toml", "--offline"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    workplace
}

fn evaluate(workplace: &Workplace, attribute: &str) -> Command {
    let mut evaluate = Command::new(repository("nix/tests/evaluate-as-flake"));
    evaluate.arg(workplace.path(".")).arg(attribute);
    evaluate
}

#[test]
fn mk_project_makes_an_environment_of_the_default_groups_of_a_pylock() {
    let workplace = project();
    assert_eq!(run(&mut evaluate(&workplace, "hasDefaultGroups")), "true");
    let check = run(&mut evaluate(&workplace, "check"));
    assert!(
        check.contains("lock2nix --check --offline") && check.contains("pylock.toml"),
        "{check}"
    );
    let report = outcome(&mut evaluate(&workplace, "unknown")).expect_err("it is refused");
    assert!(report.contains("extras or groups that pylock.nix does not contain"), "{report}");
    assert!(report.contains("`uvnix lock2nix pylock.toml`"), "{report}");
}

#[test]
fn the_shell_of_a_pylock_that_changed_names_its_files() {
    let workplace = project();
    workplace.write("pylock.toml", workplace.read("pylock.toml") + "\n");
    let hook = run(&mut evaluate(&workplace, "shellHook"));
    assert!(hook.contains("pylock.nix is out of date: pylock.toml changed"), "{hook}");
    assert!(hook.contains("Run `uvnix lock2nix pylock.toml`"), "{hook}");
}

#[test]
fn init_says_how_a_project_with_a_pylock_goes_on() {
    let workplace = Workplace::with(&[("pylock.toml", LOCK)]);
    let [code, message, help] = workplace.with_variables(&[], &["init"]).error();
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("uvnix::init::not_locked", "the project in . has no uv.lock")
    );
    assert!(
        help.starts_with("to stay with pylock.toml, run `uvnix lock2nix pylock.toml`"),
        "{help}"
    );
}
