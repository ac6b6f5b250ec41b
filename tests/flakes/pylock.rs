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
fn init_writes_a_flake_for_a_project_that_has_only_a_pylock() {
    let lock = LOCK.replace("HASH", &"0".repeat(64));
    let project = "[project]\nname = 'shop'\nversion = '1'\nscripts.shop = 'shop:main'\n\
                   [build-system]\nrequires = []\nbuild-backend = 'a'\n";
    let nixpkgs = "[tool.uvnix]\nbackend = 'nixpkgs'\n";
    for (pyproject, uvnix) in [
        (None, "github:uvnix/uvnix"),
        (None, ""),
        (Some(project), "github:uvnix/uvnix"),
        (Some(project), ""),
        (Some(nixpkgs), "github:uvnix/uvnix"),
    ] {
        let workplace = Workplace::with(&[("pylock.toml", lock.as_str())]);
        if let Some(pyproject) = pyproject {
            workplace.write("pyproject.toml", pyproject);
        }
        // What the hook for editable packages runs with.
        workplace
            .write("tools/pylock.toml", lock.replace("click", "libcst").replace("marker", "#"));
        let uv = workplace.uv_in("tools");
        let locking = if pyproject == Some(project) { "true" } else { "false" };
        let variables = [
            ("UVNIX_FLAKE", uvnix),
            ("UVNIX_UV", uv.as_str()),
            ("UVNIX_LOCK_BUILD_SYSTEMS", locking),
        ];
        let outcome = workplace.with_variables(&variables, &["init", "--offline"]);
        assert_eq!(outcome.code, 0, "{}", outcome.report);
        let flake = workplace.read("flake.nix");
        assert!(flake.contains("locked in pylock.toml,") && !flake.contains("uv.nix"), "{flake}");
        assert!(workplace.path("pylock.nix").is_file());
        let default = "packages.x86_64-linux.default.drvPath";
        assert!(run(&mut evaluate(&workplace, default)).contains(".drv"), "{flake}");
        let shell = "devShells.x86_64-linux.default.drvPath";
        assert!(run(&mut evaluate(&workplace, shell)).contains(".drv"), "{flake}");
        let again = workplace.with_variables(&variables, &["init", "--offline"]);
        assert!(again.report.contains("it already contains the project"), "{}", again.report);
    }
}

#[test]
fn init_takes_the_pylock_that_it_is_given() {
    let lock = LOCK.replace("HASH", &"0".repeat(64));
    let workplace = Workplace::with(&[("pylock.dev.toml", lock)]);
    let [.., help] = workplace.with_variables(&[], &["init", "--offline"]).error();
    assert!(help.starts_with("create a project with `uv init`"), "{help}");
    let outcome =
        workplace.with_variables(&[], &["init", "--offline", "--direnv", "pylock.dev.toml"]);
    assert_eq!(outcome.code, 0, "{}", outcome.report);
    let flake = workplace.read("flake.nix");
    assert!(flake.contains("lock = \"pylock.dev.toml\";"), "{flake}");
    assert!(workplace.read(".envrc").contains("watch_file pylock.dev.toml pylock.dev.nix\n"));
}
