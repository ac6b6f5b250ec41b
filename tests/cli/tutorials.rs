//! The first page of the README and the tutorials of the book: each command in them succeeds, and prints what stands
//! there. The inputs of the flakes are those of the stand-in.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;

use crate::Workplace;
use crate::git::git;

/// In the place of `nix`: the same command, with the stand-in as the inputs of the flake.
const NIX: &str = r#"#!/usr/bin/env bash
PATH=$WITH_NIX exec "$NIX_TESTS/nix-as-flake" "$PYTHON" "$@"
"#;

/// A command without its comment, and what it prints in the tutorial.
type Step = (String, String);

/// The commands of a tutorial.
fn steps(chapter: &str) -> Vec<Step> {
    steps_of(&crate::book(chapter))
}

/// The commands of a text.
fn steps_of(page: &str) -> Vec<Step> {
    let blocks = page.split("```console\n").skip(1);
    let lines = blocks.flat_map(|block| block.lines().take_while(|line| *line != "```"));
    let mut steps: Vec<Step> = Vec::new();
    for line in lines {
        if let Some(command) = line.strip_prefix("$ ") {
            let command = command.split(" #").next().unwrap_or_default().trim();
            steps.push((command.to_owned(), String::new()));
        } else {
            let (_, output) = steps.last_mut().expect("a block begins with a command");
            output.extend([line, "\n"]);
        }
    }
    assert!(steps.len() > 4, "the commands are not where they should be");
    steps
}

/// A project with a program and pytest, locked by uv, in a git repository.
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

/// A line of Python's `sys`.
fn python(expression: &str) -> String {
    let code = format!("import sys; print({expression})");
    let output = Command::new("python3").args(["-c", &code]).output().expect("Python runs");
    String::from_utf8(output.stdout).expect("Python prints text").trim().to_owned()
}

/// Runs each of these commands in a folder, the last of which a `cd` names.
fn run(workplace: &Workplace, steps: &[Step]) {
    let programs = Workplace::with(&[("nix", NIX)]);
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(programs.path("nix"), executable).expect("it is ours");
    let uvnix = env!("CARGO_BIN_EXE_uvnix");
    symlink(uvnix, programs.path("uvnix")).expect("a link can be made");
    let with_nix = std::env::var("PATH").expect("there is a PATH");
    let path = format!("{}:{with_nix}", programs.path("").display());
    let version = python("'%d.%d' % sys.version_info[:2]");
    let interpreter = python("sys.executable");
    let mut folder = workplace.path(".");
    let mut is_in_shell = false;
    for (command, printed) in steps {
        if let Some(name) = command.strip_prefix("cd ") {
            folder.push(name);
            continue;
        }
        // What a shell would do that waits for commands: each of them gets a shell of its own. direnv is such a shell.
        let starts_shell = ["nix develop", "direnv allow"].contains(&command.as_str());
        is_in_shell = (is_in_shell || starts_shell) && command != "exit";
        let script = match command.as_str() {
            "exit" => continue,
            "nix develop" | "direnv allow" => "nix develop --command true",
            command => command,
        };
        // Nix itself is not of that shell.
        let mut bash = if is_in_shell && !script.starts_with("nix ") {
            let mut nix = Command::new(programs.path("nix"));
            nix.args(["develop", "--command", "bash"]);
            nix
        } else {
            Command::new("bash")
        };
        bash.args(["-eo", "pipefail", "-c", script]).current_dir(&folder);
        bash.env("PATH", &path).env("WITH_NIX", &with_nix).env("HOME", programs.path("."));
        bash.env("NIX_TESTS", concat!(env!("CARGO_MANIFEST_DIR"), "/nix/tests"));
        bash.env("UVNIX_TEST_UVNIX", uvnix).env("PYTHON", &version).env("UV_PYTHON", &interpreter);
        // The registry need not have the uv-build of this uv yet.
        bash.env("UV_NO_SYNC", "1").env("UV_INIT_BUILD_BACKEND", "hatchling");
        let output = bash.output().expect("bash runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{command}` fails:\n{told}");
        let output = String::from_utf8_lossy(&output.stdout);
        assert!(printed.is_empty() || output == *printed, "`{command}` prints:\n{output}");
    }
}

#[test]
fn the_first_page_of_the_readme_ends_in_a_program_that_runs() {
    let readme = include_str!("../../README.md");
    // What makes a project stands in a sentence.
    let (_, rest) = readme.split_once("No project yet? `").expect("it says how to begin");
    let (begin, rest) = rest.split_once('`').expect("a command ends");
    assert!(rest.contains("after `uvnix init && git add .`, `nix run` starts it"), "{rest}");
    let (_, page) = readme.split_once("\n## Set up a project\n").expect("it says how to set up");
    let (page, _) = page.split_once("\n## In your own flake\n").expect("it has a next part");
    let step = |command: &str, printed: &str| (command.to_owned(), printed.to_owned());
    let begin = begin.split(" && ").map(|command| step(command, ""));
    let end = [step("nix run", "Hello from hello!\n")];
    let steps = Vec::from_iter(begin.chain(steps_of(page)).chain(end));
    run(&Workplace::with::<&str>(&[]), &steps);
}

#[test]
fn the_first_build_goes_as_the_tutorial_shows() {
    run(&Workplace::with::<&str>(&[]), &steps("tutorial/first-build.md"));
}

#[test]
fn each_command_for_an_existing_project_succeeds() {
    let project = project();
    run(&project, &steps("tutorial/existing-project.md"));
    // A project that has pytest and no tests yet passes its checks.
    run(&project, &[("nix flake check".to_owned(), String::new())]);
}

#[test]
fn each_command_of_a_day_succeeds() {
    let set_up = ["uvnix init", "git add .", "mkdir -p ~/.local/share/bash-completion/completions"];
    let set_up = set_up.map(|command| (command.to_owned(), String::new()));
    let project = project();
    project.write("tests/test_app.py", "def test_app(): import app\n");
    run(&project, &[set_up.to_vec(), steps("tutorial/daily-work.md")].concat());
}
