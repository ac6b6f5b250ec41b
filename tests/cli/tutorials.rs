//! The tutorials of the book about a project: each command in them succeeds. In the place of Nix, a flake is
//! evaluated on the stand-in; what the shell of Nix would bring is left out.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::Workplace;
use crate::git::git;

/// In the place of `nix`: evaluates what a command would build.
const NIX: &str = r#"#!/usr/bin/env bash
set -euo pipefail
case "$*" in
  develop) attribute=devShells.x86_64-linux.default.drvPath ;;
  "build .#venv "*) attribute=packages.x86_64-linux.venv.drvPath ;;
  build | run) attribute=packages.x86_64-linux.default.drvPath ;;
  "flake check") attribute=checks.x86_64-linux.uvnix-fresh.drvPath ;;
  *) echo "the test does not know nix $*" >&2; exit 1 ;;
esac
PATH=$WITH_NIX "$EVALUATE" . "$attribute"
"#;

/// Commands that are of the shell, or of the environment in it.
const OF_THE_SHELL: [&str; 2] = ["exit", "pytest"];

/// The commands of a tutorial, without comments.
fn commands(chapter: &str) -> Vec<String> {
    let page = crate::book(chapter);
    let blocks = page.split("```console\n").skip(1);
    let lines = blocks.flat_map(|block| block.lines().take_while(|line| *line != "```"));
    let commands = lines.map(|line| {
        let command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("{line} is no command"));
        command.split(" #").next().unwrap_or_default().trim().to_owned()
    });
    Vec::from_iter(commands)
}

/// A project with a program and tests, locked by uv, in a git repository.
fn project() -> Workplace {
    let workplace = Workplace::with::<&str>(&[]);
    let new = ["init", "--vcs=none", "--name=app", "--package", "--build-backend=hatchling", "."];
    for arguments in
        [&new[..], &["add", "--no-sync", "click"], &["add", "--no-sync", "--dev", "pytest"]]
    {
        let output = Command::new("uv").args(arguments).current_dir(workplace.path(".")).output();
        let output = output.unwrap_or_else(|error| panic!("this test needs uv: {error}"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    git(&workplace, ".", &["init", "--quiet"]);
    workplace
}

/// Runs each of these commands in a project, and says which fails.
fn run(workplace: &Workplace, commands: &[String]) {
    let programs = Workplace::with(&[("nix", NIX)]);
    fs::set_permissions(programs.path("nix"), fs::Permissions::from_mode(0o755))
        .expect("it is ours");
    let uvnix = env!("CARGO_BIN_EXE_uvnix");
    std::os::unix::fs::symlink(uvnix, programs.path("uvnix")).expect("a link can be made");
    let with_nix = std::env::var("PATH").expect("there is a PATH");
    let path = format!("{}:{with_nix}", programs.path("").display());
    let count = commands.len();
    let commands = commands.iter().filter(|command| !OF_THE_SHELL.contains(&command.as_str()));
    for command in commands {
        let mut bash = Command::new("bash");
        bash.args(["-euo", "pipefail", "-c", command]).current_dir(workplace.path("."));
        bash.env("PATH", &path)
            .env("WITH_NIX", &with_nix)
            .env("HOME", programs.path("."))
            .env("UV_NO_SYNC", "1");
        bash.env("EVALUATE", concat!(env!("CARGO_MANIFEST_DIR"), "/nix/tests/evaluate-as-flake"));
        let output = bash.output().expect("bash runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{command}` fails:\n{told}");
    }
    assert!(count > 4, "the commands are not where they should be");
}

#[test]
fn each_command_for_an_existing_project_succeeds() {
    run(&project(), &commands("tutorial/existing-project.md"));
}

#[test]
fn each_command_of_a_day_succeeds() {
    let workplace = project();
    let set_up = ["uvnix init", "git add .", "mkdir -p ~/.local/share/bash-completion/completions"];
    let day = commands("tutorial/daily-work.md");
    run(&workplace, &[set_up.map(str::to_owned).to_vec(), day].concat());
}
